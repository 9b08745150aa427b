//! Actions on calls, which have two ids: Vobiz' own and Meta's.

use super::{
    Vobiz,
    log::{LogLine, LogPage},
    wire::{ActionRequest, Answered},
};
use crate::{
    error::{ErrorKind, Operation, ProviderError, Retry},
    http::read,
};

/// How many pages of the call log are read for one call: the hundred newest calls.
const LOG_PAGES: u32 = 4;
/// How many lines a page has: what the document calls the default.
const LOG_LINES: &str = "25";

/// What a person reads where Vobiz takes neither id.
const NO_ID: &str = "Vobiz does not know the call by the id that its webhook gave, and the call log does not have it yet. Try again in a moment.";

impl Vobiz {
    /// `POST /calls/whatsapp/action`: once with the id as it is, once more where only its form can be at fault.
    pub(super) async fn act(
        &self,
        operation: Operation,
        action: &'static str,
        call_id: &str,
        sdp: Option<&str>,
    ) -> Result<(), ProviderError> {
        let refusal = match self.act_by_id(operation, action, call_id, sdp).await {
            Ok(()) => return Ok(()),
            Err(error) => error,
        };
        // Meta's ids are not sure to be taken. Those of Vobiz are: a second try would be a repetition.
        let may_be_the_id = matches!(
            refusal.kind,
            ErrorKind::CallGone | ErrorKind::InvalidRequest
        ) && refusal.retry == Retry::Never;
        if !may_be_the_id || !call_id.starts_with("wacid.") {
            return Err(refusal);
        }
        let line = self.log_line(call_id).await.ok().flatten();
        match line.and_then(|line| line.id) {
            Some(uuid) => self.act_by_id(operation, action, &uuid, sdp).await,
            // Not "the call is gone": it may ring, and only its other id be missing.
            None => Err(ProviderError {
                code: refusal.code,
                ..ProviderError::new(
                    operation,
                    ErrorKind::InvalidRequest,
                    Retry::Later,
                    NO_ID.to_owned(),
                )
            }),
        }
    }

    async fn act_by_id(
        &self,
        operation: Operation,
        action: &'static str,
        call_id: &str,
        sdp: Option<&str>,
    ) -> Result<(), ProviderError> {
        let url = self.url(operation, &["calls", "whatsapp", "action"])?;
        let request = ActionRequest {
            channel_id: &self.channel_id,
            call_id,
            action,
            sdp,
        };
        let request = self.client.post(url).json(&request);
        let answered: Answered = read(operation, &self.send(operation, request).await?)?;
        if answered.success {
            Ok(())
        } else {
            Err(ProviderError::nonsense(operation))
        }
    }

    /// The line of the call log with this id, be it Vobiz' or Meta's, among the newest.
    pub(super) async fn log_line(&self, call_id: &str) -> Result<Option<LogLine>, ProviderError> {
        let operation = Operation::CallLog;
        for page in 1..=LOG_PAGES {
            let mut url = self.url(operation, &["calls", "whatsapp", "logs"])?;
            url.query_pairs_mut()
                .append_pair("page", &page.to_string())
                .append_pair("limit", LOG_LINES);
            let answer = self.send(operation, self.client.get(url)).await?;
            let page: LogPage = read(operation, &answer)?;
            let has_more = page.has_more;
            if let Some(line) = page.line(call_id) {
                return Ok(Some(line));
            }
            if !has_more {
                break;
            }
        }
        Ok(None)
    }
}
