//! The form for a new channel.

use leptos::{ev, prelude::*};
use tring_protocol::channel::ProviderInfo;

use crate::{
    channels::{
        field_view::fields_view,
        fields,
        form::Form,
        said::{ActButton, Said},
        store::PROVIDER,
        text,
    },
    ui::reactive::{memo, part, switch},
};

/// Chooses a provider, asks for what it needs.
#[component]
pub(crate) fn AddChannel(
    /// The providers there are.
    #[prop(into)]
    providers: Signal<Vec<ProviderInfo>>,
    /// What was typed; it is kept when something else is shown.
    form: Form,
    /// *Add channel* was pressed.
    #[prop(into)]
    on_add: Callback<()>,
    /// *Cancel* was pressed.
    #[prop(into)]
    on_cancel: Callback<()>,
) -> impl IntoView {
    let submit = move |event: ev::SubmitEvent| {
        event.prevent_default();
        on_add.run(());
    };
    let chosen = memo(move || form.typed.with(|typed| typed.get(PROVIDER).cloned()));
    let rest = move || {
        let provider = chosen.with(|chosen| find(&providers.get(), chosen.as_deref()));
        provider.map_or_else(
            || ().into_any(),
            |provider| needs(form, &provider, on_cancel),
        )
    };
    view! {
        <form class="tring-form" aria-labelledby="tring-detail-title" novalidate autocomplete="off" on:submit=submit>
            <h2 id="tring-detail-title" tabindex="-1" class="tring-detail__title">{text::ADD_CHANNEL}</h2>
            <ProviderPicker providers chosen=chosen on_choose=move |name| form.take(PROVIDER, name) />
            {part(rest)}
        </form>
    }
}

fn find(providers: &[ProviderInfo], name: Option<&str>) -> Option<ProviderInfo> {
    let mut providers = providers.iter();
    providers
        .find(|provider| Some(provider.name.as_str()) == name)
        .cloned()
}

fn needs(form: Form, provider: &ProviderInfo, on_cancel: Callback<()>) -> AnyView {
    view! {
        {fields_view(form, fields::of_new(provider), "tring-add")}
        <Said progress=form.progress />
        <div class="tring-form__buttons">
            <ActButton kind="submit" look="primary" word=text::ADD busy=text::ADDING progress=form.progress />
            <button type="button" class="tring-button" on:click=move |_| on_cancel.run(())>{text::CANCEL}</button>
        </div>
    }
    .into_any()
}

#[component]
fn ProviderPicker(
    providers: Signal<Vec<ProviderInfo>>,
    chosen: Memo<Option<String>>,
    #[prop(into)] on_choose: Callback<String>,
) -> impl IntoView {
    let options = move || {
        let option = |provider: ProviderInfo| {
            let name = provider.name.clone();
            let is_chosen = move || chosen.with(|chosen| chosen.as_ref() == Some(&name));
            view! { <option value=provider.name prop:selected=switch(is_chosen)>{provider.title}</option> }
        };
        let options = providers.get().into_iter().map(option);
        options.collect_view().into_any()
    };
    let is_none = move || chosen.with(Option::is_none);
    view! {
        <div class="tring-field">
            <label class="tring-field__label" for="tring-add-provider">{text::PROVIDER}</label>
            <select
                id="tring-add-provider"
                class="tring-field__input"
                aria-describedby="tring-add-provider-help"
                on:change=move |event| on_choose.run(event_target_value(&event))
            >
                <option value="" disabled=true prop:selected=switch(is_none)>{text::CHOOSE_PROVIDER}</option>
                {part(options)}
            </select>
            <p id="tring-add-provider-help" class="tring-field__hint">{text::PROVIDER_HELP}</p>
        </div>
    }
}
