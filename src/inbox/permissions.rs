//! Who may be called: what the proxy has said of each number that somebody thought of calling.

use leptos::prelude::*;
use tring_protocol::{
    call::Millis,
    permission::{AskPermissionRequest, Grant, PermissionState},
    phone::PhoneNumber,
};

use crate::{
    backend::{BackendError, permissions},
    browser::task::spawn,
    call_store::{CallStore, News},
    ui::{
        permission_meter::{Asking, Permission, Standing},
        reactive::memo,
    },
};

/// How many numbers are remembered.
const REMEMBERED: usize = 64;

/// Whom, and from which channel.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Subject {
    pub(crate) channel_id: String,
    pub(crate) number: PhoneNumber,
}

impl Subject {
    fn is_of(&self, state: &PermissionState) -> bool {
        self.channel_id == state.channel_id && self.number.as_str() == state.phone_number
    }
}

/// What is known of one subject.
#[derive(Clone, Debug, PartialEq)]
struct Entry {
    subject: Subject,
    permission: Permission,
    /// How many calls had ended when it was asked for: each may change it.
    as_of: u32,
    /// Grows with everything that is learnt, so that an answer that is older than an event is known as such.
    version: u32,
}

/// What is known of all subjects.
#[derive(Clone, Debug, Default, PartialEq)]
struct Book(Vec<Entry>);

impl Book {
    fn get(&self, subject: &Subject) -> Option<&Entry> {
        self.0.iter().find(|entry| entry.subject == *subject)
    }

    /// The subject's version where it has to be asked for; `None` where it is known as of `now`.
    fn begin(&mut self, subject: &Subject, now: u32) -> Option<u32> {
        if let Some(entry) = self.0.iter_mut().find(|entry| entry.subject == *subject) {
            let is_fresh =
                entry.as_of == now && !matches!(entry.permission.standing, Standing::Failed(_));
            entry.as_of = now;
            return (!is_fresh).then_some(entry.version);
        }
        if self.0.len() == REMEMBERED {
            self.0.remove(0);
        }
        self.0.push(Entry {
            subject: subject.clone(),
            permission: Permission::default(),
            as_of: now,
            version: 0,
        });
        Some(0)
    }

    /// Takes an answer to the question that began at `version`; a failure does not replace what is known.
    fn answered(&mut self, subject: &Subject, version: u32, standing: Standing) {
        if let Some(entry) = self.0.iter_mut().find(|entry| entry.subject == *subject)
            && entry.version == version
        {
            let is_known = matches!(entry.permission.standing, Standing::Known(_));
            if !(is_known && matches!(standing, Standing::Failed(_))) {
                entry.permission.standing = standing;
                entry.version += 1;
            }
        }
    }

    /// The proxy tells of a permission; one that nobody looked at is nobody's business.
    fn changed(&mut self, state: &PermissionState) {
        if let Some(entry) = self.0.iter_mut().find(|entry| entry.subject.is_of(state)) {
            entry.permission.standing = Standing::Known(state.clone());
            entry.version += 1;
        }
    }

    /// What becomes of *Ask for permission*; returns the subject's version.
    fn asking(&mut self, subject: &Subject, asking: Asking) -> u32 {
        let entry = self.0.iter_mut().find(|entry| entry.subject == *subject);
        entry.map_or(0, |entry| {
            entry.permission.asking = asking;
            entry.version
        })
    }
}

/// The permissions that one open page knows.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Permissions {
    book: RwSignal<Book>,
    store: CallStore,
}

impl Permissions {
    /// Listens to the event socket of `store`.
    pub(crate) fn open(store: CallStore) -> Self {
        let book = RwSignal::new(Book::default());
        store.on_news(Callback::new(move |news| {
            if let News::Permission(state) = news {
                book.try_update(|book| book.changed(&state));
            }
        }));
        Self { book, store }
    }

    /// Notices whatever changes in any of them.
    pub(crate) fn track(self) {
        self.book.track();
    }

    /// What is known of `subject`. It is asked for once, and again whenever a call has ended, the page was offline,
    /// or the permission has run out.
    pub(crate) fn of(self, subject: Memo<Option<Subject>>) -> Memo<Option<Permission>> {
        let permission = memo(move || {
            let subject = subject.get()?;
            self.book
                .with(|book| book.get(&subject).map(|entry| entry.permission.clone()))
        });
        let now = self.store.now();
        let has_run_out = memo(move || {
            permission
                .with(|permission| permission.as_ref().is_some_and(|it| is_over(it, now.get())))
        });
        let ends = self.store.ends();
        Effect::new(move |before: Option<bool>| {
            // The subject first: the rest follows from it, and an effect that learns of a change through another memo
            // takes it for none.
            let subject = subject.get();
            let (ends, has_run_out) = (ends.get(), has_run_out.get());
            if let Some(subject) = subject {
                let is_due = before == Some(false) && has_run_out;
                self.look_up(subject, ends, is_due);
            }
            has_run_out
        });
        permission
    }

    fn look_up(self, subject: Subject, ends: u32, is_due: bool) {
        let begun = self.book.try_update(|book| {
            let version = book.get(&subject).map(|entry| entry.version);
            book.begin(&subject, ends).or(version.filter(|_| is_due))
        });
        let Some(version) = begun.flatten() else {
            return;
        };
        spawn(async move {
            let number = subject.number.to_string();
            let answer = permissions::permission(subject.channel_id.clone(), number).await;
            let standing = match answer {
                Ok(state) => Standing::Known(state),
                Err(error) => Standing::Failed(self.sentence(error)),
            };
            // The page may be gone by now, hence `try_…`.
            self.book
                .try_update(|book| book.answered(&subject, version, standing));
        });
    }

    /// *Ask for permission* was pressed.
    pub(crate) fn ask(self, subject: Subject) {
        let begun = self
            .book
            .try_update(|book| book.asking(&subject, Asking::UnderWay));
        let version = begun.unwrap_or_default();
        spawn(async move {
            let request = AskPermissionRequest {
                phone_number: subject.number.to_string(),
                channel_id: Some(subject.channel_id.clone()),
                ..AskPermissionRequest::default()
            };
            let answer = permissions::ask(request).await;
            self.book.try_update(|book| match answer {
                Ok(state) => {
                    book.answered(&subject, version, Standing::Known(state));
                    book.asking(&subject, Asking::Idle)
                }
                Err(error) => book.asking(&subject, Asking::Failed(self.sentence(error))),
            });
        });
    }

    fn sentence(self, error: BackendError) -> String {
        match error {
            BackendError::Refused {
                status, message, ..
            } => {
                if status == 401 {
                    self.store.session_is_over();
                }
                message
            }
            BackendError::Unreachable { message } => message,
        }
    }
}

fn is_over(permission: &Permission, now: Millis) -> bool {
    if let Standing::Known(state) = &permission.standing {
        state.grant == Grant::Temporary && state.granted_until.is_some_and(|until| until <= now)
    } else {
        false
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn subject(number: &str) -> Subject {
        Subject {
            channel_id: "main".to_owned(),
            number: number.parse().expect("a number"),
        }
    }

    fn state(grant: Grant) -> PermissionState {
        PermissionState {
            channel_id: "main".to_owned(),
            phone_number: "+4915112345678".to_owned(),
            grant,
            ..PermissionState::default()
        }
    }

    fn grant(book: &Book, subject: &Subject) -> Option<Grant> {
        match &book.get(subject)?.permission.standing {
            Standing::Known(state) => Some(state.grant),
            Standing::Checking | Standing::Failed(_) => None,
        }
    }

    #[test]
    fn a_number_is_asked_about_once_until_a_call_has_ended() {
        let (mut book, mia) = (Book::default(), subject("+4915112345678"));
        assert_eq!(book.begin(&mia, 0), Some(0));
        assert_eq!(book.begin(&mia, 0), None, "the answer is on its way");
        book.answered(&mia, 0, Standing::Known(state(Grant::None)));
        assert_eq!(book.begin(&mia, 0), None, "it is known");
        assert_eq!(book.begin(&mia, 1), Some(1), "a call may have changed it");
    }

    #[test]
    fn what_could_not_be_found_out_is_tried_again() {
        let (mut book, mia) = (Book::default(), subject("+4915112345678"));
        book.begin(&mia, 0);
        book.answered(&mia, 0, Standing::Failed("No.".to_owned()));
        assert_eq!(book.begin(&mia, 0), Some(1));
    }

    // The customer replied while the page was asking: the older answer came last and took the permission away.
    #[test]
    fn an_answer_that_is_older_than_an_event_is_dropped() {
        let (mut book, mia) = (Book::default(), subject("+4915112345678"));
        let version = book.begin(&mia, 0).expect("it is asked for");
        book.changed(&state(Grant::Permanent));
        book.answered(&mia, version, Standing::Known(state(Grant::None)));
        assert_eq!(grant(&book, &mia), Some(Grant::Permanent));
    }

    // Some customers reply before the proxy has told the page that they were asked.
    #[test]
    fn a_reply_that_overtakes_the_request_stands() {
        let (mut book, mia) = (Book::default(), subject("+4915112345678"));
        book.begin(&mia, 0);
        book.answered(&mia, 0, Standing::Known(state(Grant::None)));
        let version = book.asking(&mia, Asking::UnderWay);
        book.changed(&state(Grant::Temporary));
        book.answered(&mia, version, Standing::Known(state(Grant::None)));
        assert_eq!(grant(&book, &mia), Some(Grant::Temporary));
    }

    #[test]
    fn a_failure_does_not_hide_what_is_known() {
        let (mut book, mia) = (Book::default(), subject("+4915112345678"));
        book.begin(&mia, 0);
        book.answered(&mia, 0, Standing::Known(state(Grant::Permanent)));
        let version = book.begin(&mia, 1).expect("it is asked for");
        book.answered(&mia, version, Standing::Failed("No.".to_owned()));
        assert_eq!(grant(&book, &mia), Some(Grant::Permanent));
    }

    #[test]
    fn an_event_changes_the_number_that_it_is_about() {
        let (mut book, mia, bob) = (
            Book::default(),
            subject("+4915112345678"),
            subject("+4915112345679"),
        );
        book.begin(&mia, 0);
        book.begin(&bob, 0);
        book.changed(&state(Grant::Temporary));
        assert_eq!(grant(&book, &mia), Some(Grant::Temporary));
        assert_eq!(grant(&book, &bob), None);
        book.changed(&PermissionState {
            channel_id: "other".to_owned(),
            ..state(Grant::Permanent)
        });
        assert_eq!(grant(&book, &mia), Some(Grant::Temporary));
    }

    #[test]
    fn the_oldest_numbers_are_forgotten() {
        let mut book = Book::default();
        for last in 0..=u32::try_from(REMEMBERED).expect("few") {
            book.begin(&subject(&format!("+49151123456{last:02}")), 0);
        }
        assert_eq!(book.0.len(), REMEMBERED);
        assert!(book.get(&subject("+4915112345600")).is_none());
    }
}
