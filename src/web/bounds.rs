//! What one network may do: so many connections at a time, so many beginnings a minute. Whoever is on this machine is not
//! counted: that is a proxy which `web.trusted_proxies` does not name, and so stands for everybody, or an operator.

use std::collections::HashMap;
use std::num::NonZeroUsize;
use std::sync::{Arc, Mutex, PoisonError};

use lru::LruCache;

use crate::accounts::contract::Network;
use crate::clock::Millis;

/// Networks that are remembered; the one seen longest ago makes room.
const NETWORKS: NonZeroUsize = NonZeroUsize::new(20_000).unwrap();
const MINUTE: Millis = 60_000;

/// What one network may do.
#[derive(Debug, Clone, Copy)]
pub struct PerNetwork {
    /// Connections at a time.
    pub connections: usize,
    /// `hello`s in a minute.
    pub hellos: u32,
    /// Steps of sign-ins in a minute.
    pub sign_ins: u32,
}

/// Counts what each network does.
pub struct Bounds {
    connections: usize,
    open: Mutex<HashMap<Network, usize>>,
    hellos: Rate,
    sign_ins: Rate,
}

/// A connection that counts until it is dropped.
pub(super) struct Place {
    bounds: Arc<Bounds>,
    network: Network,
}

impl Bounds {
    /// Nothing counted yet.
    pub fn new(limits: PerNetwork) -> Self {
        Self {
            connections: limits.connections,
            open: Mutex::default(),
            hellos: Rate::new(limits.hellos),
            sign_ins: Rate::new(limits.sign_ins),
        }
    }

    /// A place for one more connection; nothing if the network has as many as it may.
    pub(super) fn place(self: &Arc<Self>, network: &Network) -> Option<Place> {
        if !is_this_machine(network) {
            let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
            let count = open.get(network).copied().unwrap_or(0);
            if count >= self.connections {
                return None;
            }
            open.insert(network.clone(), count + 1);
        }
        Some(Place {
            bounds: Arc::clone(self),
            network: network.clone(),
        })
    }

    /// Counts a `hello`, or says how many seconds to wait.
    pub(super) fn hello(&self, network: &Network, now: Millis) -> Result<(), u32> {
        self.hellos.count(network, now)
    }

    /// Counts a step of a sign-in, or says how many seconds to wait.
    pub(super) fn sign_in(&self, network: &Network, now: Millis) -> Result<(), u32> {
        self.sign_ins.count(network, now)
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut open = self.bounds.open.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = open.get_mut(&self.network) {
            *count -= 1;
            if *count == 0 {
                open.remove(&self.network);
            }
        }
    }
}

/// So many a minute for each network. A minute begins with the first of its beginnings.
struct Rate {
    most: u32,
    minutes: Mutex<LruCache<Network, Minute>>,
}

struct Minute {
    began: Millis,
    count: u32,
}

impl Rate {
    fn new(most: u32) -> Self {
        Self {
            most,
            minutes: Mutex::new(LruCache::sparse(NETWORKS)),
        }
    }

    fn count(&self, network: &Network, now: Millis) -> Result<(), u32> {
        if is_this_machine(network) {
            return Ok(());
        }
        let mut minutes = self.minutes.lock().unwrap_or_else(PoisonError::into_inner);
        let minute = minutes.get_or_insert_mut(network.clone(), || Minute { began: now, count: 0 });
        if now - minute.began >= MINUTE {
            *minute = Minute { began: now, count: 0 };
        }
        if minute.count >= self.most {
            let wait = (minute.began + MINUTE - now).max(1);
            return Err(u32::try_from((wait + 999) / 1000).unwrap_or(60));
        }
        minute.count += 1;
        Ok(())
    }
}

/// Whether a network, as requests are counted under it, is this machine.
fn is_this_machine(network: &Network) -> bool {
    network.0.starts_with("127.") || network.0 == "::/64"
}

#[cfg(test)]
mod tests {
    use super::*;

    fn network(text: &str) -> Network {
        Network(text.into())
    }

    fn bounds() -> Arc<Bounds> {
        Arc::new(Bounds::new(PerNetwork {
            connections: 2,
            hellos: 3,
            sign_ins: 1,
        }))
    }

    #[test]
    fn a_network_has_so_many_connections_and_others_have_theirs() {
        let (bounds, here, there) = (bounds(), network("192.0.2.1"), network("192.0.2.2"));
        let first = bounds.place(&here);
        let _second = bounds.place(&here).unwrap();
        assert!(bounds.place(&here).is_none());
        assert!(bounds.place(&there).is_some());
        drop(first);
        assert!(bounds.place(&here).is_some());
        assert_eq!(bounds.open.lock().unwrap().len(), 1, "nothing is left of who has gone");
    }

    #[test]
    fn a_network_begins_so_often_a_minute() {
        let (bounds, here) = (bounds(), network("2001:db8::/64"));
        for second in 0..3 {
            assert_eq!(bounds.hello(&here, second * 1000), Ok(()));
        }
        assert_eq!(bounds.hello(&here, 10_000), Err(50));
        assert_eq!(bounds.hello(&network("192.0.2.2"), 10_000), Ok(()));
        assert_eq!(bounds.hello(&here, 60_000), Ok(()));
        assert_eq!(bounds.sign_in(&here, 60_000), Ok(()));
        assert_eq!(bounds.sign_in(&here, 60_001), Err(60));
    }

    #[test]
    fn this_machine_is_not_counted() {
        let bounds = bounds();
        for here in [network("127.0.0.1"), network("::/64")] {
            let places: Vec<_> = (0..10).map(|_| bounds.place(&here)).collect();
            assert!(places.iter().all(Option::is_some));
            assert!((0..10).all(|now| bounds.hello(&here, now).is_ok()));
        }
    }
}
