//! The permission beside a call that was refused: the way out of it is right there.

use leptos::prelude::*;
use tring_protocol::call::{Direction, EndReason};
use tring_softphone::view::{CallView, EndCause, Phase};

use crate::{
    call_store::CallStore,
    inbox::{
        dial::Channels,
        permissions::{Permissions, Subject},
    },
    ui::{
        permission_meter::{Permission, PermissionMeter, Standing},
        reactive::memo,
    },
};

/// The meter of a call that did not come about.
pub(crate) fn refused_call(
    store: CallStore,
    permissions: Permissions,
    channels: Channels,
    call: Memo<Option<CallView>>,
) -> AnyView {
    let subject =
        memo(move || call.with(|call| call.as_ref().and_then(|call| refused(call, channels))));
    let permission = permissions.of(subject);
    // The panel says already what went wrong; what is not known adds nothing to it.
    let known = memo(move || permission.get().filter(is_known));
    let ask = move |()| {
        if let Some(subject) = subject.get_untracked() {
            permissions.ask(subject);
        }
    };
    view! {
        <PermissionMeter
            permission=known
            can_ask=Signal::derive(move || subject.with(|subject| channels.can_ask(subject.as_ref())))
            now=store.now()
            on_ask=ask
            leads=true
        />
    }
    .into_any()
}

/// Whom a refused call was to reach.
fn refused(call: &CallView, channels: Channels) -> Option<Subject> {
    let Phase::Ended(end) = &call.phase else {
        return None;
    };
    let is_refused = matches!(
        end.reason,
        EndCause::Message(_) | EndCause::Reason(EndReason::Refused)
    );
    if call.direction == Direction::Inbound || end.talked > 0 || !is_refused {
        return None;
    }
    let number = call.number.as_deref()?.parse().ok()?;
    channels.subject(number, call.channel_id.clone())
}

fn is_known(permission: &Permission) -> bool {
    matches!(permission.standing, Standing::Known(_))
}
