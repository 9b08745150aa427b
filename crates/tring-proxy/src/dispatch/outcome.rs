//! How an action ended, for the one who asked for it and for the one who asks again.

use std::time::Duration;

use tring_providers::error::{ErrorKind, ProviderError, Retry};

use crate::{
    http::error::AppError,
    state::AppState,
    store::{
        Write,
        actions::{self, Action, ActionKind, ActionState},
        calls::CallRow,
    },
};

/// Longer than a provider may take to answer.
const LONGEST_WAIT: Duration = Duration::from_secs(15);

/// Waits until the action has ended and tells how. A request that comes a second time gets the answer of the first.
pub async fn wait(
    state: &AppState,
    call: &CallRow,
    kind: ActionKind,
    claim: i64,
) -> Result<(), AppError> {
    let ended = async {
        loop {
            let committed = state.bus.committed();
            tokio::pin!(committed);
            // From here on no commit is missed, so the row may be looked at.
            committed.as_mut().enable();
            let mut db = state.store.readers().acquire().await?;
            let action = actions::find(&mut db, call.id, kind, claim).await?;
            drop(db);
            match action.map(|action| told(&action, call)) {
                Some(Some(ended)) => return ended,
                None => return Err(AppError::no_such_call()),
                Some(None) => committed.await,
            }
        }
    };
    tokio::time::timeout(LONGEST_WAIT, ended)
        .await
        .unwrap_or_else(|_| {
            Err(AppError::ProviderUnavailable {
                message: "The provider has not answered yet. Wait for the call's state to change."
                    .to_owned(),
                call_id: Some(call.call_id.clone()),
            })
        })
}

/// How the action ended; `None` while it has not.
pub fn told(action: &Action, call: &CallRow) -> Option<Result<(), AppError>> {
    let message = || {
        let text = action.error_message.clone();
        text.unwrap_or_else(|| "Whether the provider did it is not known.".to_owned())
    };
    match action.state {
        ActionState::Intended | ActionState::Sent => None,
        ActionState::Done => Some(Ok(())),
        ActionState::Refused => {
            let kind = action.error_kind.unwrap_or(ErrorKind::InvalidRequest);
            Some(Err(AppError::from_provider(
                kind,
                message(),
                call.call_id.clone(),
            )))
        }
        ActionState::Unknown => Some(Err(AppError::ProviderUnavailable {
            message: message(),
            call_id: Some(call.call_id.clone()),
        })),
    }
}

/// Writes down that the provider did not do it, or that nobody knows.
pub async fn settle_failed(
    write: &mut Write,
    action: i64,
    error: &ProviderError,
) -> sqlx::Result<()> {
    tracing::warn!(
        operation = error.operation,
        kind = ?error.kind,
        retry = ?error.retry,
        code = error.code,
        "the provider did not do it"
    );
    let state = match error.retry {
        Retry::Never | Retry::Later => ActionState::Refused,
        Retry::Unknown => ActionState::Unknown,
    };
    actions::settle(write, action, state, Some((error.kind, &error.message))).await
}
