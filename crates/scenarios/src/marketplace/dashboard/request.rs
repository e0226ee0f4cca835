//! From a query string to a filter. Nothing passes that is not one of the known marketplaces,
//! metrics, brands and categories or a day of the ledger, so no text of a request reaches SQL.

use jiff::ToSpan;
use jiff::civil::Date;

use super::{Dashboard, Named};
use crate::marketplace::queries::Filter;
use crate::marketplace::{END_DAY, FIRST_DAY, METRICS, marketplaces};

/// What a page was asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Request {
    pub filter: Filter,
    /// Also ask the raw tables what a rollup has answered.
    pub both: bool,
}

/// Why it was not understood, and what would be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    pub what: String,
    pub hint: String,
}

impl Request {
    pub fn read(site: &Dashboard, query: &str) -> Result<Self, Refused> {
        let mut request = Self { filter: Filter::ALL, both: true };
        for (key, value) in query.split('&').filter_map(|pair| pair.split_once('=')) {
            request.set(site, key, value)?;
        }
        let Filter { from, until, .. } = request.filter;
        if from >= until {
            let what = format!("there are no days from {from} to {}", last_day(until));
            return Err(Refused { what, hint: "choose a first day before the last".to_owned() });
        }
        Ok(request)
    }

    /// An empty value is a choice of everything.
    fn set(&mut self, site: &Dashboard, key: &str, value: &str) -> Result<(), Refused> {
        let filter = &mut self.filter;
        match key {
            "answer" => {
                self.both = match value {
                    "both" | "" => true,
                    "rollups" => false,
                    _ => return Err(unknown("way to answer", value, "take both or rollups")),
                }
            }
            _ if value.is_empty() => {}
            "marketplace" => {
                let known = marketplaces().find(|code| *code == value);
                let all: Vec<&str> = marketplaces().collect();
                let hint = format!("take one of {}", all.join(", "));
                filter.marketplace =
                    Some(known.ok_or_else(|| unknown("marketplace", value, &hint))?);
            }
            "metric" => {
                let number = value.parse().ok().filter(|n| (1..=METRICS.len()).contains(n));
                let hint = format!("metrics are numbered 1 to {}", METRICS.len());
                let number = number.ok_or_else(|| unknown("metric", value, &hint))?;
                filter.metric = u8::try_from(number).ok();
            }
            "from" => filter.from = day(value)?,
            "to" => filter.until = day(value)?.saturating_add(1.day()),
            "category" => filter.category = Some(id(&site.categories, "category", value)?),
            "brand" => filter.brand = Some(id(&site.brands, "brand", value)?),
            _ => return Err(unknown("filter", key, "choose filters on the page")),
        }
        Ok(())
    }

    /// The query string that asks for the same.
    pub fn query(&self) -> String {
        let Filter { marketplace, metric, from, until, category, brand } = self.filter;
        let mut parts = Vec::new();
        parts.extend(marketplace.map(|code| format!("marketplace={code}")));
        parts.extend(metric.map(|number| format!("metric={number}")));
        parts.extend((from != FIRST_DAY).then(|| format!("from={from}")));
        parts.extend((until != END_DAY).then(|| format!("to={}", last_day(until))));
        parts.extend(category.map(|id| format!("category={id}")));
        parts.extend(brand.map(|id| format!("brand={id}")));
        parts.extend((!self.both).then(|| "answer=rollups".to_owned()));
        parts.join("&")
    }

    /// The same with another filter.
    pub fn with(self, change: impl FnOnce(&mut Filter)) -> Self {
        let mut request = self;
        change(&mut request.filter);
        request
    }
}

pub fn last_day(until: Date) -> Date {
    until.saturating_sub(1.day())
}

fn day(value: &str) -> Result<Date, Refused> {
    let known = value.len() == 10;
    let day: Option<Date> = value.parse().ok().filter(|_| known);
    day.filter(|day| (FIRST_DAY..END_DAY).contains(day)).ok_or_else(|| {
        let last = last_day(END_DAY);
        unknown("day", value, &format!("the ledger goes from {FIRST_DAY} to {last}"))
    })
}

fn id(known: &[Named], kind: &str, value: &str) -> Result<u32, Refused> {
    let id = value.parse().ok().filter(|id| known.iter().any(|one| one.id == *id));
    id.ok_or_else(|| unknown(kind, value, "choose it from the list on the page"))
}

fn unknown(kind: &str, value: &str, hint: &str) -> Refused {
    let shown: String = value.chars().take(40).collect();
    Refused { what: format!("{kind} {shown} is not known"), hint: hint.to_owned() }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use rungs_core::name::EngineKind;

    use super::*;

    #[test]
    fn what_was_chosen_comes_back_in_the_links() {
        let one = |id| vec![Named { id, name: "x".to_owned() }];
        let site = Dashboard { engine: EngineKind::Sqlite, categories: one(3), brands: one(7) };
        let query = "marketplace=DE&metric=2&from=2024-03-11&to=2024-06-20&category=3&brand=7";
        let request = Request::read(&site, query).unwrap();
        assert_eq!(request.filter.until, date(2024, 6, 21));
        assert_eq!(request.query(), query);
        let all = Request::read(&site, "marketplace=&metric=&from=&to=&answer=").unwrap();
        assert_eq!((all.filter, all.query().as_str()), (Filter::ALL, ""));
    }
}
