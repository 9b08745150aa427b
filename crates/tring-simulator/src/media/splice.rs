//! RTP time of a stream that continues another one: it rises, whatever clock the new sender has.

use super::tone::FRAME;

/// A packet farther than this from where the clock on the wall puts it begins anew there: its
/// sender's clock was set, or it stood still.
const LONGEST_DRIFT: u64 = 48_000;

/// Where a packet is in the time of the stream that it continues.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Place {
    /// RTP time in samples at 48 kHz.
    pub(crate) at: u64,
    /// The first after a change of the sender; receivers adapt their jitter buffers there.
    pub(crate) is_first: bool,
}

/// Places the packets of one sender after another in one stream.
#[derive(Debug, Default)]
pub(crate) struct Splice {
    /// The same moment in the sender's time and in ours.
    base: Option<(u64, u64)>,
    /// Nothing has been placed from here on.
    free_from: u64,
}

impl Splice {
    /// Places a packet that says `theirs`; by the clock on the wall it is `ours`.
    pub(crate) fn place(&mut self, theirs: u64, ours: u64) -> Place {
        let known = self
            .base
            .and_then(|(their_base, our_base)| Some(our_base + theirs.checked_sub(their_base)?))
            .filter(|at| at.abs_diff(ours) <= LONGEST_DRIFT && *at >= self.free_from);
        let at = known.unwrap_or_else(|| self.next_free(ours));
        if known.is_none() {
            self.base = Some((theirs, at));
        }
        self.occupy(at);
        Place {
            at,
            is_first: known.is_none(),
        }
    }

    /// The first time from `ours` on at which nothing has been placed.
    pub(crate) fn next_free(&self, ours: u64) -> u64 {
        ours.max(self.free_from)
    }

    /// Somebody else's frame is sent at `at`.
    pub(crate) fn occupy(&mut self, at: u64) {
        self.free_from = self.free_from.max(at + FRAME as u64);
    }

    /// The sender changes.
    pub(crate) fn cut(&mut self) {
        self.base = None;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn placed(splice: &mut Splice, theirs: u64, ours: u64) -> (u64, bool) {
        let place = splice.place(theirs, ours);
        (place.at, place.is_first)
    }

    #[test]
    fn a_stream_goes_on_where_the_last_one_ended_and_keeps_its_own_pauses() {
        let mut splice = Splice::default();
        splice.occupy(9600);
        assert_eq!(placed(&mut splice, 500_000, 9600), (10_560, true));
        assert_eq!(placed(&mut splice, 500_960, 11_000), (11_520, false));
        // Two packets were lost on the way to us.
        assert_eq!(placed(&mut splice, 503_840, 14_000), (14_400, false));
    }

    #[test]
    fn another_sender_begins_anew() {
        let mut splice = Splice::default();
        assert_eq!(placed(&mut splice, 70, 0), (0, true));
        splice.cut();
        assert_eq!(placed(&mut splice, 4_000_000_000, 960), (960, true));
        assert_eq!(placed(&mut splice, 4_000_000_960, 1920), (1920, false));
    }

    #[test]
    fn time_never_runs_backwards_when_a_clock_is_set() {
        let mut splice = Splice::default();
        placed(&mut splice, 100_000, 0);
        assert_eq!(placed(&mut splice, 100_960, 960), (960, false));
        // Backwards, and far ahead.
        assert_eq!(placed(&mut splice, 0, 1920), (1920, true));
        assert_eq!(placed(&mut splice, 9_000_000, 2880), (2880, true));
        // Twice the same packet.
        assert_eq!(placed(&mut splice, 9_000_000, 2890), (3840, true));
    }
}
