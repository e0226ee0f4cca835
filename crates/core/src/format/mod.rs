//! Versioned file formats: the counterpart types between core's data and files.
