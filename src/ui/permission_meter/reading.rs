//! What a permission comes to, in words.

use tring_protocol::{
    call::Millis,
    permission::{Grant, PermissionState},
};

use super::{Asking, Permission, Standing};
use crate::ui::{icon::Icon, text};

/// From this many calls without an answer a person is warned: after four the permission is gone.
const MANY_UNANSWERED: u32 = 2;

/// How long before its end a permission can be asked for anew.
const SOON: Millis = 24 * 60 * 60 * 1_000;

/// What the meter says, ready to be drawn.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Reading {
    pub(super) tone: &'static str,
    pub(super) icon: Icon,
    /// How it stands; beside [`Reading::asked_at`] where that has a time.
    pub(super) title: String,
    /// When the customer was asked who has not replied yet.
    pub(super) asked_at: Option<Millis>,
    /// What stands in the way.
    pub(super) refusal: Option<String>,
    /// What may soon stand in the way.
    pub(super) warning: Option<String>,
    /// How often one may still ask.
    pub(super) requests_left: Option<String>,
    /// Why one cannot ask.
    pub(super) ask_refusal: Option<String>,
    /// The button.
    pub(super) ask: Option<&'static str>,
}

impl Reading {
    /// `moment` says when something will be. `None` while it is being found out.
    pub(super) fn of(
        permission: &Permission,
        can_ask: bool,
        now: Millis,
        moment: impl Fn(Millis) -> String,
    ) -> Option<Self> {
        match &permission.standing {
            Standing::Checking => None,
            Standing::Failed(sentence) => Some(Self {
                refusal: Some(sentence.clone()),
                ..Self::plain("unknown", Icon::ShieldUnknown, text::PERMISSION_UNCHECKED)
            }),
            Standing::Known(state) => {
                let is_asking = permission.asking == Asking::UnderWay;
                Some(Self::known(state, can_ask, is_asking, now, moment))
            }
        }
    }

    fn known(
        state: &PermissionState,
        can_ask: bool,
        is_asking: bool,
        now: Millis,
        moment: impl Fn(Millis) -> String,
    ) -> Self {
        let grant = grant(state, now);
        let asked_at = state
            .asked_at
            .filter(|_| matches!(grant, Grant::None | Grant::Unknown));
        let is_needed = match grant {
            Grant::None | Grant::Unknown => true,
            Grant::Temporary => state.granted_until.is_some_and(|until| until < now + SOON),
            Grant::Permanent => false,
        };
        let may_ask_at_all = can_ask && is_needed;
        let is_first = asked_at.is_none() && grant != Grant::Temporary;
        let ask = (may_ask_at_all && state.can_ask).then_some(match (is_asking, is_first) {
            (true, _) => text::ASKING,
            (false, true) => text::ASK,
            (false, false) => text::ASK_AGAIN,
        });
        Self {
            asked_at,
            // Where there is no permission, the title says it.
            refusal: refusal(state).filter(|_| grant != Grant::None && asked_at.is_none()),
            warning: warning(state),
            requests_left: requests_left(state).filter(|_| may_ask_at_all),
            ask_refusal: state
                .ask_refusal
                .clone()
                .filter(|_| may_ask_at_all && ask.is_none() && asked_at.is_none()),
            ask,
            ..Self::plain_of(grant, state, asked_at.is_some(), moment)
        }
    }

    fn plain_of(
        grant: Grant,
        state: &PermissionState,
        is_pending: bool,
        moment: impl Fn(Millis) -> String,
    ) -> Self {
        let when = |at: Option<Millis>| at.map(&moment);
        match grant {
            Grant::Permanent => Self::plain("good", Icon::ShieldGood, text::MAY_CALL),
            Grant::Temporary => {
                let title = when(state.granted_until).map_or_else(
                    || text::MAY_CALL.to_owned(),
                    |until| text::may_call_until(&until),
                );
                Self::said("good", Icon::ShieldGood, title)
            }
            Grant::None | Grant::Unknown if is_pending => {
                Self::plain("pending", Icon::Clock, text::NO_REPLY_YET)
            }
            Grant::None => {
                let ran_out = when(state.granted_until).filter(|_| state.grant != Grant::None);
                let plain = ran_out.map_or_else(
                    || text::MAY_NOT_CALL.to_owned(),
                    |when| text::permission_ran_out(&when),
                );
                Self::said("none", Icon::ShieldNone, refusal(state).unwrap_or(plain))
            }
            Grant::Unknown => Self::plain("unknown", Icon::ShieldUnknown, text::PERMISSION_UNKNOWN),
        }
    }

    fn plain(tone: &'static str, icon: Icon, title: &str) -> Self {
        Self::said(tone, icon, title.to_owned())
    }

    fn said(tone: &'static str, icon: Icon, title: String) -> Self {
        Self {
            tone,
            icon,
            title,
            asked_at: None,
            refusal: None,
            warning: None,
            requests_left: None,
            ask_refusal: None,
            ask: None,
        }
    }
}

/// A temporary grant ends by itself, also while the page looks at it.
pub(super) fn grant(state: &PermissionState, now: Millis) -> Grant {
    let is_over = state.granted_until.is_some_and(|until| until <= now);
    if state.grant == Grant::Temporary && is_over {
        Grant::None
    } else {
        state.grant
    }
}

/// Why a call would be refused, where it would.
fn refusal(state: &PermissionState) -> Option<String> {
    let would_be_taken = state.can_call == Some(true);
    state.refusal.clone().filter(|_| !would_be_taken)
}

/// The proxy's own words, where it has some.
fn warning(state: &PermissionState) -> Option<String> {
    let unanswered = state.unanswered_in_a_row;
    let many = (unanswered >= MANY_UNANSWERED).then(|| text::unanswered(unanswered));
    state.warning.clone().or(many)
}

fn requests_left(state: &PermissionState) -> Option<String> {
    let today = state.requests_left_today.map(text::today);
    let this_week = state.requests_left_this_week.map(text::this_week);
    let parts: Vec<_> = today.into_iter().chain(this_week).collect();
    (!parts.is_empty()).then(|| parts.join(" · "))
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Millis = 1_795_170_000_000;

    fn state() -> PermissionState {
        PermissionState {
            grant: Grant::None,
            can_call: Some(false),
            can_ask: true,
            requests_left_today: Some(1),
            requests_left_this_week: Some(2),
            ..PermissionState::default()
        }
    }

    fn read(state: PermissionState) -> Reading {
        let permission = Permission {
            standing: Standing::Known(state),
            asking: Asking::Idle,
        };
        Reading::of(&permission, true, NOW, |at| format!("t{at:+}")).expect("something is known")
    }

    #[test]
    fn while_it_is_found_out_nothing_is_said() {
        let permission = Permission::default();
        assert_eq!(Reading::of(&permission, true, NOW, |_| String::new()), None);
    }

    #[test]
    fn who_has_not_allowed_calls_can_be_asked() {
        let reading = read(state());
        assert_eq!(reading.title, text::MAY_NOT_CALL);
        assert_eq!(reading.ask, Some(text::ASK));
        assert_eq!(
            reading.requests_left.as_deref(),
            Some("1 today · 2 this week")
        );
    }

    #[test]
    fn a_permission_for_a_time_says_until_when_and_ends_by_itself() {
        let until = |granted_until| PermissionState {
            grant: Grant::Temporary,
            granted_until: Some(granted_until),
            ..state()
        };
        assert_eq!(read(until(NOW + 1)).tone, "good");
        assert_eq!(
            read(until(NOW + 1)).title,
            text::may_call_until(&format!("t{:+}", NOW + 1))
        );
        let over = read(until(NOW));
        assert_eq!(
            (over.tone, over.title),
            ("none", text::permission_ran_out(&format!("t{NOW:+}")))
        );
    }

    #[test]
    fn a_permission_is_asked_for_anew_on_its_last_day() {
        let until = |granted_until| {
            read(PermissionState {
                grant: Grant::Temporary,
                granted_until: Some(granted_until),
                can_call: Some(true),
                ..state()
            })
        };
        let (early, late) = (until(NOW + SOON), until(NOW + SOON - 1));
        assert_eq!((early.ask, early.requests_left), (None, None));
        assert_eq!(late.ask, Some(text::ASK_AGAIN));
    }

    #[test]
    fn for_ever_there_is_nothing_to_ask() {
        let reading = read(PermissionState {
            grant: Grant::Permanent,
            can_call: Some(true),
            can_ask: false,
            asked_at: Some(NOW),
            ask_refusal: Some("There is no need to.".to_owned()),
            ..state()
        });
        assert_eq!(reading.title, text::MAY_CALL);
        assert_eq!(
            (
                reading.asked_at,
                reading.requests_left,
                reading.ask_refusal,
                reading.ask
            ),
            (None, None, None, None)
        );
    }

    #[test]
    fn who_was_asked_is_waited_for() {
        let reading = read(PermissionState {
            asked_at: Some(NOW - 1),
            can_ask: false,
            ask_refusal: Some("Two requests a week.".to_owned()),
            ..state()
        });
        assert_eq!((reading.tone, reading.ask), ("pending", None));
        assert_eq!(reading.asked_at, Some(NOW - 1));
        assert_eq!(reading.ask_refusal, None, "one waits for the reply");
    }

    // The meter said twice, in other words, that calls are not allowed.
    #[test]
    fn the_proxys_reason_stands_for_the_title() {
        let refusal = Some("The customer has declined.".to_owned());
        let reading = read(PermissionState {
            refusal: refusal.clone(),
            ..state()
        });
        assert_eq!(
            (Some(reading.title), reading.refusal),
            (refusal.clone(), None)
        );
        let reading = read(PermissionState {
            grant: Grant::Permanent,
            refusal: refusal.clone(),
            ..state()
        });
        assert_eq!(
            (reading.title.as_str(), reading.refusal),
            (text::MAY_CALL, refusal)
        );
    }

    #[test]
    fn a_button_that_cannot_work_is_not_there() {
        let permission = Permission {
            standing: Standing::Known(state()),
            asking: Asking::Idle,
        };
        let reading = Reading::of(&permission, false, NOW, |_| String::new()).expect("known");
        assert_eq!((reading.ask, reading.requests_left), (None, None));
    }

    #[test]
    fn the_second_call_without_an_answer_brings_a_warning() {
        let after = |unanswered_in_a_row| {
            read(PermissionState {
                unanswered_in_a_row,
                ..state()
            })
            .warning
        };
        assert_eq!(after(1), None);
        assert_eq!(after(2), Some(text::unanswered(2)));
    }

    #[test]
    fn what_the_provider_would_take_has_no_refusal() {
        let reading = read(PermissionState {
            grant: Grant::Permanent,
            can_call: Some(true),
            refusal: Some("Old news.".to_owned()),
            ..state()
        });
        assert_eq!(reading.refusal, None);
    }

    #[test]
    fn a_permission_that_could_not_be_checked_says_why() {
        let permission = Permission {
            standing: Standing::Failed("No connection.".to_owned()),
            asking: Asking::Idle,
        };
        let reading = Reading::of(&permission, true, NOW, |_| String::new()).expect("known");
        assert_eq!(reading.refusal.as_deref(), Some("No connection."));
        assert_eq!(reading.ask, None);
    }
}
