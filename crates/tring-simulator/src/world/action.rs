//! What the business does with a call that exists: prepare, accept, reject, terminate.

use std::sync::Arc;

use super::{World, drive::InputError};
use crate::{
    media::MediaError,
    phone::{Direction, Input},
};

/// An action of the business on a call.
#[derive(Debug)]
pub(crate) enum Action {
    PreAccept {
        answer: String,
    },
    Accept {
        answer: String,
        opaque: Option<String>,
    },
    Reject,
    Terminate,
}

/// Why an action is not carried out.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ActionRefusal {
    #[error(transparent)]
    Input(#[from] InputError),
    #[error("the SDP differs from the one that was pre-accepted")]
    DifferentAnswer,
    #[error(transparent)]
    Media(#[from] MediaError),
}

impl World {
    /// Carries out `action` on one of the number's calls; an error changes nothing.
    pub(crate) async fn act(
        self: &Arc<Self>,
        number_id: &str,
        call_id: &str,
        action: Action,
    ) -> Result<(), ActionRefusal> {
        self.owned_by(number_id, call_id)?;
        match action {
            Action::PreAccept { answer } => {
                self.check(call_id, Input::BusinessPreAccepts)?;
                self.take_answer(call_id, answer).await?;
                self.apply(call_id, Input::BusinessPreAccepts)?;
            }
            Action::Accept { answer, opaque } => {
                self.check(call_id, Input::BusinessAccepts)?;
                self.take_answer(call_id, answer).await?;
                if let (Some(opaque), Some(call)) = (opaque, self.books().call_mut(call_id)) {
                    call.facts.opaque = Some(opaque);
                }
                self.apply(call_id, Input::BusinessAccepts)?;
            }
            Action::Reject => self.apply(call_id, Input::BusinessRejects)?,
            Action::Terminate => self.apply(call_id, Input::BusinessTerminates)?,
        }
        Ok(())
    }

    /// The response to *accept* leaves now: from here on packets of the business are in order.
    pub(crate) fn accept_was_answered(&self, call_id: &str) {
        if let Some(call) = self.books().call(call_id)
            && call.facts.direction == Direction::Inbound
        {
            call.media.counters().accept();
        }
    }

    fn owned_by(&self, number_id: &str, call_id: &str) -> Result<(), InputError> {
        let books = self.books();
        let call = books
            .call(call_id)
            .filter(|call| call.facts.number_id == number_id);
        call.map(|_| ()).ok_or(InputError::UnknownCall)
    }

    /// Whether `input` fits now, without applying it.
    fn check(&self, call_id: &str, input: Input) -> Result<(), InputError> {
        let books = self.books();
        let call = books.call(call_id).ok_or(InputError::UnknownCall)?;
        Ok(call.phone.check(input)?)
    }

    async fn take_answer(&self, call_id: &str, answer: String) -> Result<(), ActionRefusal> {
        let media = {
            let books = self.books();
            let call = books.call(call_id).ok_or(InputError::UnknownCall)?;
            match &call.business_answer {
                Some(known) if *known == answer => return Ok(()),
                Some(_) => return Err(ActionRefusal::DifferentAnswer),
                None => call.media.clone(),
            }
        };
        media.apply_answer(answer.clone()).await?;
        if let Some(call) = self.books().call_mut(call_id) {
            call.business_answer = Some(answer);
        }
        Ok(())
    }
}
