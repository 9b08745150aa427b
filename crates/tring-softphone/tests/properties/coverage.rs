//! Which input has met which state, and how often.

use std::collections::BTreeMap;

use tring_softphone::{Input, key::CallKey};

use crate::{
    Play,
    names::{ENDED, KINDS, STATES, key, kind},
};

#[derive(Default)]
pub(crate) struct Coverage {
    visits: BTreeMap<(&'static str, &'static str), u64>,
    inputs: u64,
}

impl Coverage {
    pub(crate) fn visit(&mut self, input: &Input, play: &Play) {
        self.inputs += 1;
        let states = met(input, play);
        if states.is_empty() {
            self.count("no call", input);
        }
        for state in states {
            self.count(state, input);
        }
    }

    fn count(&mut self, state: &'static str, input: &Input) {
        *self.visits.entry((state, kind(input))).or_default() += 1;
    }

    #[expect(
        clippy::print_stdout,
        reason = "the figures are what this test is run for"
    )]
    pub(crate) fn report(&self) {
        let states = || STATES.iter().chain(std::iter::once(&ENDED));
        let pairs: Vec<_> = states()
            .flat_map(|state| KINDS.iter().map(|kind| (*state, *kind)))
            .collect();
        let missing: Vec<_> = pairs
            .iter()
            .filter(|pair| !self.visits.contains_key(*pair))
            .collect();
        println!(
            "{} inputs, {} pairs of state and input",
            self.inputs,
            pairs.len()
        );
        for state in states() {
            let visits = KINDS
                .iter()
                .map(|kind| self.visits.get(&(*state, *kind)).copied().unwrap_or(0));
            let rarest = KINDS
                .iter()
                .min_by_key(|kind| self.visits.get(&(*state, **kind)).copied().unwrap_or(0));
            println!(
                "{state:>20}: {:>9} inputs, each kind at least {:>6} times ({})",
                visits.clone().sum::<u64>(),
                visits.min().unwrap_or(0),
                rarest.copied().unwrap_or_default()
            );
        }
        assert!(
            missing.is_empty(),
            "pairs that were never tried: {missing:?}"
        );
        let unknown: Vec<_> = self
            .visits
            .keys()
            .filter(|(state, _)| !states().any(|known| known == state))
            .collect();
        assert!(unknown.is_empty(), "states that nobody knows: {unknown:?}");
    }
}

/// The states of the calls that an input is about; all, where it is about none in particular.
fn met(input: &Input, play: &Play) -> Vec<&'static str> {
    let all = (1..=play.ledger.last_key).map(CallKey);
    let state = |call: CallKey| play.desk.state_name(call);
    if let Some(call) = key(input) {
        return state(call).into_iter().collect();
    }
    match input {
        Input::CallChanged { call } => all
            .filter(|key| is_about(&call.call_id, call.attempt_id.as_deref(), *key, play))
            .filter_map(state)
            .collect(),
        _ => all.filter_map(state).collect(),
    }
}

fn is_about(call_id: &str, attempt_id: Option<&str>, call: CallKey, play: &Play) -> bool {
    match play.ledger.ids.get(&call) {
        Some(known) => known == call_id,
        None => attempt_id.is_some() && play.world.attempt_of(call) == attempt_id,
    }
}
