//! Which call a webhook speaks of.

use tring_calls::correlation::{Candidate, Sighting, find, may_be_named};
use tring_protocol::call::Direction;

const GRACE: &str = "+4915112345678";
const ADA: &str = "+5511987654321";
const DIALLED: u64 = 1_000_000;

fn call(phone: &str) -> Candidate<'_> {
    Candidate {
        initiated_at: DIALLED,
        live: true,
        phone,
        user_id: None,
        dialled_id: None,
    }
}

fn seen<'a>(phone: Option<&'a str>, user_id: Option<&'a str>) -> Sighting<'a> {
    Sighting {
        id: "wacid.1",
        direction: None,
        phone,
        user_id,
        at: Some(DIALLED + 1_000),
    }
}

fn outbound<'a>(phone: Option<&'a str>, user_id: Option<&'a str>) -> Sighting<'a> {
    Sighting {
        direction: Some(Direction::Outbound),
        ..seen(phone, user_id)
    }
}

#[test]
fn the_pair_finds_the_call_however_the_number_is_written() {
    let calls = [call(GRACE), call(ADA)];
    assert_eq!(find(&calls, seen(Some("4915112345678"), None)), Some(0));
    assert_eq!(find(&calls, seen(Some("551187654321"), None)), Some(1));
    assert_eq!(find(&calls, seen(Some("4915187654321"), None)), None);
}

#[test]
fn a_customers_own_call_is_never_one_that_we_dialled() {
    let inbound = Sighting {
        direction: Some(Direction::Inbound),
        ..seen(Some(GRACE), None)
    };
    assert_eq!(find(&[call(GRACE)], inbound), None);
}

#[test]
fn a_live_call_comes_before_one_that_has_ended() {
    let ended = Candidate {
        live: false,
        ..call(GRACE)
    };
    let seen = seen(Some(GRACE), None);
    assert_eq!(find(&[ended, call(GRACE)], seen), Some(1));
    assert_eq!(find(&[ended], seen), Some(0));
}

#[test]
fn who_hides_the_number_is_known_by_the_user_id() {
    let known = Candidate {
        user_id: Some("US.1"),
        ..call(GRACE)
    };
    assert_eq!(find(&[call(ADA), known], seen(None, Some("US.1"))), Some(1));
    assert_eq!(find(&[known], outbound(None, Some("US.2"))), None);
}

#[test]
fn a_new_user_id_is_the_only_call_under_way_and_no_guess_among_two() {
    let hidden = outbound(None, Some("US.9"));
    assert_eq!(find(&[call(GRACE)], hidden), Some(0));
    assert_eq!(find(&[call(GRACE), call(ADA)], hidden), None);
    assert_eq!(
        find(&[call(GRACE)], seen(None, Some("US.9"))),
        None,
        "without a direction it may be a call to us"
    );
    assert_eq!(find(&[call(GRACE)], outbound(None, None)), None, "nobody");
}

// A terminate of the call before, a quarter of an hour late, ended the next one with the same customer.
#[test]
fn what_happened_before_the_call_was_dialled_is_not_about_it() {
    let late = Sighting {
        at: Some(DIALLED - 60_000),
        ..seen(Some(GRACE), None)
    };
    assert_eq!(find(&[call(GRACE)], late), None);
    let clocks = Sighting {
        at: Some(DIALLED - 5_000),
        ..late
    };
    assert_eq!(find(&[call(GRACE)], clocks), Some(0), "clocks differ");
    let timeless = Sighting { at: None, ..late };
    assert_eq!(find(&[call(GRACE)], timeless), Some(0));
}

#[test]
fn an_id_of_the_providers_own_says_nothing_of_whatsapps() {
    for (dialled, reported, possible) in [
        (None, "wacid.1", true),
        (
            Some("9d9c36cf-37f8-4a52-a26e-d9dbbfd8ab11"),
            "wacid.1",
            true,
        ),
        (Some("wacid.1"), "wacid.1", true),
        (Some("wacid.2"), "wacid.1", false),
    ] {
        assert_eq!(may_be_named(dialled, reported), possible, "{dialled:?}");
    }
    let other = Candidate {
        dialled_id: Some("wacid.2"),
        ..call(GRACE)
    };
    assert_eq!(find(&[other], seen(Some(GRACE), None)), None);
}
