//! How many requests a minute may bring: per team once it is known who asks, per address for those who are nobody's.
//!
//! Webhooks, pages, the health check and the event socket do not count. What counts is decided where the caller is found
//! out ([`Caller`](crate::auth::Caller) as an extractor), so that nobody is authenticated twice; [`tell`] writes what it
//! found into the answer's headers.

use std::{
    fmt,
    hash::Hash,
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
    num::NonZeroU32,
    sync::{Arc, OnceLock},
    time::Duration,
};

use axum::{
    extract::{ConnectInfo, FromRequestParts, Request},
    http::{HeaderMap, HeaderValue, header, request::Parts},
    middleware::Next,
    response::Response,
};
use governor::{
    Quota, RateLimiter,
    clock::{Clock, DefaultClock},
    middleware::{NoOpMiddleware, StateInformationMiddleware},
    state::keyed::HashMapStateStore,
};

use super::error::AppError;
use crate::{clock, state::AppState};

/// The limits of a running proxy. Clones are handles to the same counts.
#[derive(Clone, Debug)]
pub struct Limits(Option<Arc<Counts>>);

#[derive(Debug)]
struct Counts {
    teams: Limiter<i64>,
    strangers: Limiter<IpAddr>,
}

impl Limits {
    /// So many requests a minute, or as many as come.
    pub fn new(per_minute: Option<NonZeroU32>) -> Self {
        Self(per_minute.map(|per_minute| {
            Arc::new(Counts {
                teams: Limiter::new(per_minute, DefaultClock::default()),
                strangers: Limiter::new(per_minute, DefaultClock::default()),
            })
        }))
    }

    /// Counts a request of the team.
    pub fn count(&self, parts: &Parts, team_id: i64) -> Result<(), AppError> {
        let Some(counts) = &self.0 else {
            return Ok(());
        };
        note(parts, counts.teams.count(&team_id), "Your team has")
    }

    /// Counts a request of somebody who has not proved to be anybody.
    pub fn count_stranger(&self, parts: &Parts) -> Result<(), AppError> {
        let Some(counts) = &self.0 else {
            return Ok(());
        };
        note(parts, counts.strangers.count(&peer(parts)), "You have")
    }

    /// Forgets who has been quiet for a minute.
    pub fn tidy(&self) {
        if let Some(counts) = &self.0 {
            counts.teams.cells.retain_recent();
            counts.strangers.cells.retain_recent();
        }
    }
}

/// What is left after a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Budget {
    limit: u32,
    remaining: u32,
    /// How long to wait, where this request was one too many.
    wait: Option<Duration>,
}

/// A bucket per key (the generic cell rate algorithm): it holds a minute's requests and fills up evenly, so that a quiet
/// client may send a minute's worth at once.
struct Limiter<K: Clone + Eq + Hash, C: Clock = DefaultClock> {
    cells: RateLimiter<K, HashMapStateStore<K>, C, StateInformationMiddleware>,
    limit: NonZeroU32,
    clock: C,
}

impl<K: Clone + Eq + Hash, C: Clock> fmt::Debug for Limiter<K, C> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Limiter")
            .field("limit", &self.limit)
            .finish_non_exhaustive()
    }
}

impl<K: Clone + Eq + Hash, C: Clock + Clone> Limiter<K, C> {
    fn new(limit: NonZeroU32, clock: C) -> Self {
        let quota = Quota::per_minute(limit);
        let cells = RateLimiter::<_, _, _, NoOpMiddleware<C::Instant>>::new(
            quota,
            HashMapStateStore::default(),
            clock.clone(),
        );
        Self {
            cells: cells.with_middleware(),
            limit,
            clock,
        }
    }

    fn count(&self, key: &K) -> Budget {
        let limit = self.limit.get();
        match self.cells.check_key(key) {
            Ok(state) => Budget {
                limit,
                remaining: state.remaining_burst_capacity(),
                wait: None,
            },
            Err(not_until) => Budget {
                limit,
                remaining: 0,
                wait: Some(not_until.wait_time_from(self.clock.now())),
            },
        }
    }
}

/// Where the extractor leaves what it found for [`tell`].
#[derive(Clone, Debug, Default)]
struct Meter(Arc<OnceLock<Budget>>);

fn note(parts: &Parts, budget: Budget, who: &str) -> Result<(), AppError> {
    if let Some(meter) = parts.extensions.get::<Meter>() {
        // A request counts once.
        let _ = meter.0.set(budget);
    }
    let Some(wait) = budget.wait else {
        return Ok(());
    };
    let (limit, seconds) = (budget.limit, whole_seconds(wait));
    Err(AppError::RateLimited {
        message: format!(
            "{who} sent more than the {limit} requests that may come in a minute. Wait {seconds} s, then send it again."
        ),
        call_id: None,
    })
}

/// Writes into the answer what is left of the caller's minute.
pub async fn tell(mut request: Request, next: Next) -> Response {
    let meter = Meter::default();
    request.extensions_mut().insert(meter.clone());
    let mut response = next.run(request).await;
    if let Some(budget) = meter.0.get() {
        write(budget, response.headers_mut());
    }
    response
}

fn write(budget: &Budget, headers: &mut HeaderMap) {
    headers.insert("x-ratelimit-limit", HeaderValue::from(budget.limit));
    headers.insert("x-ratelimit-remaining", HeaderValue::from(budget.remaining));
    if let Some(wait) = budget.wait {
        let seconds = whole_seconds(wait);
        headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        let reset = clock::now() / 1_000 + seconds;
        headers.insert("x-ratelimit-reset", HeaderValue::from(reset));
    }
}

/// Rounded up: who waits so long is not refused again.
fn whole_seconds(wait: Duration) -> u64 {
    wait.as_secs() + u64::from(wait.subsec_nanos() > 0)
}

/// Whom a stranger's requests are counted under: the address of the connection, for IPv6 the network that one customer
/// of a provider gets. Headers that a proxy may have set are not believed.
fn peer(parts: &Parts) -> IpAddr {
    let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>();
    match peer.map(|ConnectInfo(address)| address.ip().to_canonical()) {
        Some(IpAddr::V6(address)) => {
            let network = address.to_bits() & !u128::from(u64::MAX);
            IpAddr::V6(Ipv6Addr::from_bits(network))
        }
        Some(address) => address,
        None => IpAddr::V4(Ipv4Addr::UNSPECIFIED),
    }
}

/// A request that nobody needs to prove anything for, such as signing in: it counts under its address.
#[derive(Clone, Copy, Debug)]
pub struct Stranger;

impl FromRequestParts<AppState> for Stranger {
    type Rejection = AppError;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, AppError> {
        state.limits.count_stranger(parts)?;
        Ok(Self)
    }
}

#[cfg(test)]
mod tests {
    use governor::clock::FakeRelativeClock;

    use super::*;

    fn limiter(per_minute: u32) -> (Limiter<i64, FakeRelativeClock>, FakeRelativeClock) {
        let clock = FakeRelativeClock::default();
        let limit = NonZeroU32::new(per_minute).unwrap();
        (Limiter::new(limit, clock.clone()), clock)
    }

    #[test]
    fn a_minutes_requests_may_come_at_once_and_come_back_evenly() {
        let (limiter, clock) = limiter(600);
        for sent in 1..=600 {
            assert_eq!(
                limiter.count(&1),
                Budget {
                    limit: 600,
                    remaining: 600 - sent,
                    wait: None
                }
            );
        }
        let refused = limiter.count(&1);
        assert_eq!(
            (refused.remaining, refused.wait),
            (0, Some(Duration::from_millis(100)))
        );
        clock.advance(Duration::from_millis(100));
        assert_eq!(limiter.count(&1).wait, None, "one has come back");
        assert!(limiter.count(&1).wait.is_some(), "one only");
        clock.advance(Duration::from_mins(1));
        assert_eq!(limiter.count(&1).remaining, 599, "after a quiet minute");
    }

    #[test]
    fn one_teams_requests_are_not_anothers() {
        let (limiter, _) = limiter(1);
        assert_eq!(limiter.count(&1).wait, None);
        assert!(limiter.count(&1).wait.is_some(), "the second");
        assert_eq!(limiter.count(&2).wait, None, "another team's first");
    }

    #[test]
    fn who_waits_as_long_as_told_is_not_refused_again() {
        assert_eq!(whole_seconds(Duration::from_millis(1)), 1);
        assert_eq!(whole_seconds(Duration::from_secs(2)), 2);
        assert_eq!(whole_seconds(Duration::from_millis(2_001)), 3);
    }

    #[test]
    fn a_stranger_is_an_address_or_an_ipv6_network() {
        let peer_of = |address: &str| {
            let mut parts = Request::new(()).into_parts().0;
            let address = SocketAddr::new(address.parse().unwrap(), 1);
            parts.extensions.insert(ConnectInfo(address));
            peer(&parts)
        };
        assert_eq!(peer_of("192.0.2.1"), peer_of("::ffff:192.0.2.1"));
        assert_ne!(peer_of("192.0.2.1"), peer_of("192.0.2.2"));
        assert_eq!(peer_of("2001:db8::1"), peer_of("2001:db8::2"));
        assert_ne!(peer_of("2001:db8::1"), peer_of("2001:db8:0:1::1"));
    }
}
