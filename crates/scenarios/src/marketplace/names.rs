//! Names of categories, brands and products, each a function of its number.

const CATEGORIES: [&str; 30] = [
    "Building sets",
    "Board games",
    "Puzzles",
    "Dolls and figures",
    "Model trains",
    "Outdoor play",
    "Craft kits",
    "Science kits",
    "Plush toys",
    "Play vehicles",
    "Card games",
    "Musical toys",
    "Bath toys",
    "Kites",
    "Marble runs",
    "Dress-up",
    "Kitchen play",
    "Garden tools",
    "Baby toys",
    "Books",
    "Stationery",
    "School bags",
    "Bicycles",
    "Scooters",
    "Skates",
    "Swimming",
    "Camping",
    "Ball games",
    "Wall decor",
    "Night lights",
];

const FIRST: [&str; 20] = [
    "Al", "Bro", "Cas", "Del", "Ever", "Fen", "Gar", "Hol", "Iver", "Jun", "Kel", "Lor", "Mar",
    "Nor", "Os", "Pel", "Quin", "Ros", "Sol", "Tor",
];
const LAST: [&str; 20] = [
    "dane", "wick", "lia", "mont", "vern", "sen", "ora", "field", "ton", "mar", "ley", "bury",
    "na", "stad", "holm", "gate", "ro", "dia", "well", "ix",
];

const SIZES: [&str; 5] = ["Little", "Classic", "Grand", "Travel", "Deluxe"];
const THINGS: [&str; 12] = [
    "castle",
    "harbour",
    "workshop",
    "orchard",
    "railway",
    "observatory",
    "lighthouse",
    "market",
    "meadow",
    "expedition",
    "bakery",
    "carousel",
];

pub fn category(number: u64) -> &'static str {
    CATEGORIES[number as usize % CATEGORIES.len()]
}

/// Different for the first 400.
pub fn brand(number: u64) -> String {
    let first = FIRST[number as usize % 20];
    let last = LAST[(number / 20 + number) as usize % 20];
    format!("{first}{last}")
}

/// An identifier as marketplaces give them: different for each product.
pub fn code(number: u64) -> String {
    // An odd factor, so that no two numbers below 2^36 meet.
    let scattered = (number + 1).wrapping_mul(0x9e_3779_b97f) & 0xf_ffff_ffff;
    format!("B{scattered:09X}")
}

pub fn product(number: u64) -> String {
    let size = SIZES[number as usize % 5];
    let thing = THINGS[(number / 5) as usize % 12];
    format!("{size} {thing} no. {}", number + 1)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn brands_and_products_of_the_full_size_have_names_of_their_own() {
        assert_eq!((0..400).map(brand).collect::<BTreeSet<_>>().len(), 400);
        assert_eq!((0..50_000).map(product).collect::<BTreeSet<_>>().len(), 50_000);
        let codes: BTreeSet<String> = (0..50_000).map(code).collect();
        assert_eq!(codes.len(), 50_000);
        assert!(codes.iter().all(|code| code.len() == 10));
    }
}
