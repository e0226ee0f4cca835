//! An end to calls that have none of their own: a server that takes the connection and then says
//! nothing (another service's port, a paused pooler). Cancels nothing; knows no engine.

use std::sync::mpsc::channel;
use std::time::Duration;

/// What `call` gives within the limit. None: it was left behind, on a thread that ends with it.
pub(crate) fn within<T: Send + 'static>(
    limit: Duration,
    call: impl FnOnce() -> T + Send + 'static,
) -> Option<T> {
    let (tell, told) = channel();
    // Nobody hears it where the limit is over.
    std::thread::spawn(move || drop(tell.send(call())));
    told.recv_timeout(limit).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_call_that_does_not_end_is_left_behind() {
        let (held, release) = channel::<()>();
        assert_eq!(within(Duration::from_millis(20), move || release.recv()), None);
        drop(held);
        assert_eq!(within(Duration::from_secs(5), || 7), Some(7));
    }
}
