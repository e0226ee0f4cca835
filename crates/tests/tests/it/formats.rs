//! Files of plan, journal and snapshot.
