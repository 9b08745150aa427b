//! The scripts of the customers, and the faults that they still have to cause.

use std::sync::{
    Arc,
    atomic::{AtomicU32, Ordering},
};

use super::Books;
use crate::script::{ResponseFault, ResponseFor, ResponseWord, Script};

/// The customer name under which a script applies to everybody.
pub(crate) const EVERYBODY: &str = "*";

/// A script in force, with the number of responses that it may still spoil.
#[derive(Debug, Clone)]
pub(crate) struct ActiveScript {
    pub(crate) script: Script,
    responses_left: Arc<AtomicU32>,
}

impl ActiveScript {
    pub(crate) fn new(script: Script) -> Self {
        let responses_left = Arc::new(AtomicU32::new(script.response_times.unwrap_or(u32::MAX)));
        Self {
            script,
            responses_left,
        }
    }

    /// What becomes of the response to this `request`; uses up one of `response_times`.
    pub(crate) fn take_fault(&self, request: ResponseFor) -> Option<ResponseFault> {
        let script = &self.script;
        let applies = script.response_for == ResponseFor::All || script.response_for == request;
        if !applies || script.response == ResponseFault::Word(ResponseWord::Normal) {
            return None;
        }
        let spend = |left: u32| match left {
            u32::MAX => Some(left),
            left => left.checked_sub(1),
        };
        let outcome = self
            .responses_left
            .fetch_update(Ordering::SeqCst, Ordering::SeqCst, spend);
        outcome.ok().map(|_| script.response.clone())
    }
}

impl Books {
    /// The script for `customer`: their own, or everybody's, or the default.
    pub(crate) fn script_for(&self, customer: &str) -> ActiveScript {
        self.scripts
            .get(customer)
            .or_else(|| self.scripts.get(EVERYBODY))
            .cloned()
            .unwrap_or_else(|| ActiveScript::new(Script::default()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reset_for(request: ResponseFor, times: Option<u32>) -> ActiveScript {
        ActiveScript::new(Script {
            response: ResponseFault::Word(ResponseWord::Reset),
            response_for: request,
            response_times: times,
            ..Script::default()
        })
    }

    #[test]
    fn a_fault_happens_as_often_as_the_script_says() {
        let script = reset_for(ResponseFor::All, Some(2));
        let faults: Vec<bool> = (0..4)
            .map(|_| script.take_fault(ResponseFor::Connect).is_some())
            .collect();
        assert_eq!(faults, [true, true, false, false]);
    }

    #[test]
    fn a_fault_waits_for_the_request_it_is_meant_for() {
        let script = reset_for(ResponseFor::Accept, None);
        assert_eq!(script.take_fault(ResponseFor::Connect), None);
        assert!(script.take_fault(ResponseFor::Accept).is_some());
    }
}
