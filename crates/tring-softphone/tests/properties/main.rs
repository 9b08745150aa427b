//! What holds after any sequence of inputs, likely or not.
//!
//! A sequence is a list of numbers; [`world`] turns each into an input that is plausible at that
//! moment: mostly what the browser and the proxy owe, sometimes anything at all. [`ledger`] keeps
//! the books of what is open, from the effects alone.

#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "books and world look at a few of many kinds; `names` has them all, without a wildcard"
)]

mod coverage;
mod ledger;
mod names;
mod way_out;
mod world;

use std::cell::RefCell;

use proptest::{
    collection::vec,
    prelude::any,
    test_runner::{Config, TestCaseError, TestRunner},
};
use tring_softphone::{Desk, Input};

use self::{
    coverage::Coverage,
    ledger::Ledger,
    world::{Dice, World},
};

/// The number of sequences that CI tries.
const CASES: u32 = 100_000;
/// The longest sequence, beside its opening.
const LONGEST: usize = 24;

/// A desk, the books about it, and what surrounds it.
#[derive(Clone)]
struct Play {
    desk: Desk,
    ledger: Ledger,
    world: World,
    now: u64,
}

impl Play {
    fn new() -> Self {
        Self {
            desk: Desk::new("desk".to_owned()),
            ledger: Ledger::default(),
            world: World::default(),
            now: 0,
        }
    }

    /// Gives `input` to the desk, and enters what follows in the books.
    fn give(&mut self, input: &Input) -> Result<(), String> {
        self.now += 250;
        self.ledger.before(input);
        let effects = self.desk.handle(self.now, input.clone());
        for effect in &effects {
            self.ledger.enter(effect)?;
            self.world.owe(effect);
        }
        self.ledger.audit(input, &self.desk)
    }
}

impl Play {
    /// The same, and remembers it for the case that something breaks.
    fn tell(
        &mut self,
        input: &Input,
        story: &mut Vec<String>,
        coverage: &RefCell<Coverage>,
    ) -> Result<(), TestCaseError> {
        coverage.borrow_mut().visit(input, self);
        story.push(names::kind(input).to_owned() + " " + &names::target(input));
        told(self.give(input), story)
    }
}

fn told<T>(result: Result<T, String>, story: &[String]) -> Result<T, TestCaseError> {
    result.map_err(|broken| TestCaseError::fail(format!("{broken}\nafter\n{}", story.join("\n"))))
}

/// Plays the story that `opening` and `numbers` tell, to its end in three ways.
fn play(
    opening: u32,
    numbers: Vec<u32>,
    coverage: &RefCell<Coverage>,
) -> Result<(), TestCaseError> {
    let mut play = Play::new();
    let mut story = Vec::new();
    let (inputs, steps, last) = play.world.opening(opening);
    for input in inputs {
        play.tell(&input, &mut story, coverage)?;
    }
    for _ in 0..steps {
        if let Some(input) = play.world.pay(&mut Dice(opening)) {
            play.tell(&input, &mut story, coverage)?;
        }
    }
    if let Some(input) = last {
        play.tell(&input, &mut story, coverage)?;
    }
    for number in numbers {
        let input = play.world.input(number, &play.desk, &play.ledger);
        play.tell(&input, &mut story, coverage)?;
    }
    told(way_out::by_hanging_up(play.clone()), &story)?;
    told(way_out::by_time(play.clone()), &story)?;
    told(way_out::by_closing_the_page(play), &story)
}

#[test]
fn after_any_sequence_of_inputs_the_books_balance_and_there_is_a_way_out() {
    let coverage = RefCell::new(Coverage::default());
    let config = Config {
        cases: CASES,
        failure_persistence: None,
        ..Config::default()
    };
    let stories = (any::<u32>(), vec(any::<u32>(), 1..=LONGEST));
    let outcome = TestRunner::new(config).run(&stories, |(opening, numbers)| {
        play(opening, numbers, &coverage)
    });
    if let Err(broken) = outcome {
        panic!("{broken}");
    }
    coverage.borrow().report();
}
