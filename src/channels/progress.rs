//! A request on its way: whether it is, and what came of it.

use leptos::{prelude::*, task::spawn_local};

use crate::{backend::BackendError, channels::text};

/// Where a request stands.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) enum Progress {
    /// None was made.
    #[default]
    Idle,
    /// It is on its way.
    Busy,
    /// It was done, and what to say of it.
    Done(String),
    /// It was not; the sentence says why and what to do.
    Failed(String),
}

impl Progress {
    /// What to say where it was done.
    pub(crate) fn done(&self) -> Option<&str> {
        match self {
            Self::Done(sentence) => Some(sentence),
            Self::Idle | Self::Busy | Self::Failed(_) => None,
        }
    }

    /// Why it was not done.
    pub(crate) fn failure(&self) -> Option<&str> {
        match self {
            Self::Failed(sentence) => Some(sentence),
            Self::Idle | Self::Busy | Self::Done(_) => None,
        }
    }
}

/// Makes a request, unless the one before is still on its way. `done` takes the answer and says what to say of it.
pub(crate) fn run<T: 'static>(
    progress: RwSignal<Progress>,
    request: impl Future<Output = Result<T, BackendError>> + 'static,
    done: impl FnOnce(T) -> Progress + 'static,
) {
    run_or(progress, request, done, |error| sentence(&error));
}

/// The same; `failed` says what to say of an error.
pub(crate) fn run_or<T: 'static>(
    progress: RwSignal<Progress>,
    request: impl Future<Output = Result<T, BackendError>> + 'static,
    done: impl FnOnce(T) -> Progress + 'static,
    failed: impl FnOnce(BackendError) -> String + 'static,
) {
    if progress.get_untracked() == Progress::Busy {
        return;
    }
    progress.set(Progress::Busy);
    spawn_local(async move {
        let answer = request.await;
        // The page may be gone by now, and the signals that the two set with it.
        if progress.is_disposed() {
            return;
        }
        let outcome = match answer {
            Ok(answer) => done(answer),
            Err(error) => Progress::Failed(failed(error)),
        };
        let _ = progress.try_set(outcome);
    });
}

/// What to say of an error.
pub(crate) fn sentence(error: &BackendError) -> String {
    match error {
        BackendError::Refused { status: 401, .. } => text::SESSION_OVER.to_owned(),
        BackendError::Refused { message, .. } | BackendError::Unreachable { message } => {
            message.clone()
        }
    }
}
