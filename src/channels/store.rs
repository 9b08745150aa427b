//! The channels of one open page, and the requests that are made of them.
//!
//! # Layout
//!
//! * `webhook`: the webhook's secret and address, and the template that asks for the permission.

mod webhook;

use leptos::{prelude::*, task::spawn_local};
use tring_protocol::channel::{
    ChannelDetails, ChannelDraft, ChannelResponse, Finding, FindingLevel, ProviderInfo,
};

use crate::{
    backend::{BackendError, channels as backend},
    browser::{focus, page},
    channels::{
        fields::{self, Field, Values},
        form::Form,
        progress::{Progress, run, run_or, sentence},
        room::Room,
        text,
    },
};

/// Where loading the channels stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Loading {
    /// They have been asked for.
    Busy,
    /// They are there.
    Ready,
    /// They are not; the sentence says why.
    Failed(String),
    /// This agent may not see them.
    NotAllowed,
}

/// What is shown beside the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Shown {
    /// Nothing was chosen.
    Nothing,
    /// The form for a new channel.
    Adding,
    /// The channel with this id.
    Channel(String),
}

/// The field of the form for a new channel that holds the provider.
pub(crate) const PROVIDER: &str = "provider";

const TITLE: &[&str] = &["#tring-detail-title"];
const LIST: &[&str] = &["#tring-channels-title"];

/// The channels of one open page.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Store {
    pub(crate) loading: RwSignal<Loading>,
    pub(crate) channels: RwSignal<Vec<ChannelDetails>>,
    pub(crate) providers: RwSignal<Vec<ProviderInfo>>,
    pub(crate) shown: RwSignal<Shown>,
    /// What is said beside the list: that a channel was removed.
    pub(crate) notice: RwSignal<Option<String>>,
    /// The form for a new channel.
    pub(crate) adding: Form,
    rooms: RwSignal<Vec<(String, Room)>>,
    /// Rooms live as long as the page, not as the view that opens them.
    owner: StoredValue<Owner>,
    on_signed_out: Callback<()>,
}

impl Store {
    /// Loads the channels. `on_signed_out` is told when the session turns out to be over.
    pub(crate) fn open(on_signed_out: Callback<()>) -> Self {
        let store = Self {
            loading: RwSignal::new(Loading::Busy),
            channels: RwSignal::new(Vec::new()),
            providers: RwSignal::new(Vec::new()),
            shown: RwSignal::new(Shown::Nothing),
            notice: RwSignal::new(None),
            adding: Form::new(),
            rooms: RwSignal::new(Vec::new()),
            owner: StoredValue::new(Owner::current().unwrap_or_default()),
            on_signed_out,
        };
        store.load();
        store
    }

    /// Loads providers and channels.
    pub(crate) fn load(self) {
        self.loading.set(Loading::Busy);
        spawn_local(async move {
            let answer = match backend::providers().await {
                Ok(providers) => backend::list()
                    .await
                    .map(|list| (providers.data, list.data)),
                Err(error) => Err(error),
            };
            self.arrived(answer);
        });
    }

    /// The page may be gone by the time of an answer, hence `try_…`.
    fn arrived(self, answer: Result<(Vec<ProviderInfo>, Vec<ChannelDetails>), BackendError>) {
        let loading = match answer {
            Ok((providers, channels)) => {
                let named = page::fragment();
                let is_there = channels.iter().any(|channel| channel.id == named);
                let _ = self.providers.try_set(providers);
                let _ = self.channels.try_set(channels);
                if is_there {
                    let _ = self.shown.try_set(Shown::Channel(named));
                }
                Loading::Ready
            }
            Err(BackendError::Refused { status: 403, .. }) => Loading::NotAllowed,
            Err(BackendError::Refused { status: 401, .. }) => {
                let _ = self.on_signed_out.try_run(());
                return;
            }
            Err(error) => Loading::Failed(sentence(&error)),
        };
        let _ = self.loading.try_set(loading);
    }

    /// Shows the channel with this id, and gives its heading the focus.
    pub(crate) fn show(self, id: &str) {
        self.notice.set(None);
        page::set_fragment(id);
        self.shown.set(Shown::Channel(id.to_owned()));
        focus::move_to(TITLE);
    }

    /// Shows the form for a new channel.
    pub(crate) fn show_form(self) {
        self.notice.set(None);
        self.shown.set(Shown::Adding);
        focus::move_to(TITLE);
    }

    /// Back to the list.
    pub(crate) fn show_list(self) {
        page::set_fragment("");
        self.shown.set(Shown::Nothing);
        focus::move_to(LIST);
    }

    /// The channel with this id.
    pub(crate) fn channel(self, id: &str) -> Option<ChannelDetails> {
        self.channels
            .with(|channels| channels.iter().find(|channel| channel.id == id).cloned())
    }

    /// The provider of this name.
    pub(crate) fn provider(self, name: &str) -> Option<ProviderInfo> {
        self.providers.with(|providers| {
            providers
                .iter()
                .find(|provider| provider.name == name)
                .cloned()
        })
    }

    /// What is known and typed of the channel with this id.
    pub(crate) fn room(self, id: &str) -> Room {
        let find = |rooms: &Vec<(String, Room)>| {
            let mut rooms = rooms.iter();
            rooms.find(|(other, _)| other == id).map(|(_, room)| *room)
        };
        if let Some(room) = self.rooms.with_untracked(find) {
            return room;
        }
        let room = self.owner.with_value(|owner| owner.with(Room::new));
        self.rooms.update(|rooms| rooms.push((id.to_owned(), room)));
        room
    }

    /// Whether leaving the page would lose something of this channel.
    pub(crate) fn is_unsaved(self, channel: &ChannelDetails) -> bool {
        let room = self.rooms.with(|rooms| {
            let room = rooms.iter().find(|(id, _)| *id == channel.id);
            room.map(|(_, room)| *room)
        });
        let provider = self.provider(&channel.provider);
        room.is_some_and(|room| room.is_unsaved(channel, provider.as_ref()))
    }

    /// Whether leaving the page would lose anything.
    pub(crate) fn has_unsaved(self) -> bool {
        let is_typed = |typed: &Values| {
            let mut typed = typed.iter();
            typed.any(|(name, value)| name != PROVIDER && !value.is_empty())
        };
        self.adding.typed.with(is_typed)
            || self
                .channels
                .with(|channels| channels.iter().any(|channel| self.is_unsaved(channel)))
    }

    /// The fields of the form for a new channel, once its provider is chosen.
    pub(crate) fn new_fields(self) -> Vec<Field> {
        let name = self.adding.typed.with(|typed| typed.get(PROVIDER).cloned());
        let provider = name.and_then(|name| self.provider(&name));
        provider.as_ref().map(fields::of_new).unwrap_or_default()
    }

    /// Adds the channel that the form describes.
    pub(crate) fn add(self) {
        let fields = untrack(|| self.new_fields());
        if !self.adding.check(&fields) {
            return;
        }
        let mut draft = self
            .adding
            .typed
            .with_untracked(|typed| fields::draft(&fields, typed));
        draft.provider = self
            .adding
            .typed
            .with_untracked(|typed| typed.get(PROVIDER).cloned());
        let request = async move { backend::add(&draft).await };
        send(self.adding, fields, request, move |answer| {
            self.adding.clear();
            let id = answer.data.id.clone();
            self.take(answer);
            self.show(&id);
            Progress::Idle
        });
    }

    /// Takes a channel as an answer tells it.
    fn take(self, answer: ChannelResponse) {
        let channel = answer.data;
        let room = self.room(&channel.id);
        if answer.webhook_url.is_some() {
            room.copying.set(Progress::Idle);
            room.webhook_url.set(answer.webhook_url);
        }
        self.channels.update(|channels| {
            if channel.is_default {
                for other in channels.iter_mut() {
                    other.is_default = false;
                }
            }
            match channels.iter_mut().find(|other| other.id == channel.id) {
                Some(known) => *known = channel,
                None => channels.push(channel),
            }
        });
    }

    /// Saves name and access of a channel.
    pub(crate) fn save_access(self, channel: &ChannelDetails) {
        let form = self.room(&channel.id).access;
        let provider = untrack(|| self.provider(&channel.provider));
        let fields = fields::of_known(channel, provider.as_ref());
        if !form.check(&fields) {
            return;
        }
        let draft = form
            .typed
            .with_untracked(|typed| fields::draft(&fields, typed));
        if draft == ChannelDraft::default() {
            return form
                .progress
                .set(Progress::Done(text::NOTHING_TO_SAVE.to_owned()));
        }
        let id = channel.id.clone();
        let request = async move { backend::change(&id, &draft).await };
        send(form, fields, request, move |answer| {
            form.clear();
            self.take(answer);
            Progress::Done(text::SAVED.to_owned())
        });
    }

    /// Makes a channel the one that calls go out through.
    pub(crate) fn make_default(self, id: String) {
        let progress = self.room(&id).defaulting;
        let draft = ChannelDraft {
            is_default: Some(true),
            ..ChannelDraft::default()
        };
        let request = async move { backend::change(&id, &draft).await };
        run(progress, request, move |answer| {
            self.take(answer);
            focus::move_to(TITLE);
            Progress::Done(text::MADE_DEFAULT.to_owned())
        });
    }

    /// Asks the provider whether calls can work.
    pub(crate) fn check(self, id: String) {
        let room = self.room(&id);
        let request = async move { backend::check(&id).await };
        run(room.checking, request, move |answer| {
            let said = summary(&answer.data);
            room.findings.set(answer.data);
            Progress::Done(said)
        });
    }

    /// Removes a channel.
    pub(crate) fn remove(self, id: String) {
        let progress = self.room(&id).removing;
        let path = id.clone();
        let request = async move { backend::remove(&path).await };
        run(progress, request, move |()| {
            self.channels
                .update(|channels| channels.retain(|channel| channel.id != id));
            self.rooms
                .update(|rooms| rooms.retain(|(other, _)| *other != id));
            self.show_list();
            self.notice.set(Some(text::REMOVED.to_owned()));
            Progress::Idle
        });
    }
}

/// Sends a form; a refusal is shown at the field that it speaks of.
fn send<T: 'static>(
    form: Form,
    fields: Vec<Field>,
    request: impl Future<Output = Result<T, BackendError>> + 'static,
    done: impl FnOnce(T) -> Progress + 'static,
) {
    let failed = move |error| form.place(&fields, &error);
    run_or(form.progress, request, done, failed);
}

/// What a check found, in a sentence.
fn summary(findings: &[Finding]) -> String {
    if findings.is_empty() {
        return text::NO_FINDINGS.to_owned();
    }
    let count = |level| findings.iter().filter(|found| found.level == level).count();
    text::findings(count(FindingLevel::Problem), count(FindingLevel::Unknown))
}
