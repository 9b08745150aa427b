//! The webhook address, and what is to be done with it at the provider.

use leptos::prelude::*;
use tring_protocol::channel::ProviderInfo;

use crate::{
    channels::{
        icons::{Glyph, GlyphImage},
        progress::Progress,
        said::Said,
        text,
    },
    ui::icon::{Icon, IconImage},
};

/// The address, shown once, with a button that copies it.
#[component]
pub(crate) fn WebhookAddress(
    /// The address.
    address: String,
    /// The channel's provider.
    provider: Option<ProviderInfo>,
    /// Where copying stands.
    #[prop(into)]
    copying: Signal<Progress>,
    /// *Copy* was pressed.
    #[prop(into)]
    on_copy: Callback<()>,
    /// It has been registered.
    #[prop(into)]
    on_done: Callback<()>,
) -> impl IntoView {
    view! {
        <section class="tring-webhook" aria-labelledby="tring-webhook-title">
            <h3 id="tring-webhook-title" tabindex="-1" class="tring-section__title">
                <IconImage icon=Icon::Link />
                {text::WEBHOOK_ADDRESS}
            </h3>
            <p>{text::WEBHOOK_ONCE}</p>
            <div class="tring-webhook__row">
                <input
                    class="tring-field__input tring-figures"
                    readonly
                    dir="ltr"
                    aria-label=text::WEBHOOK_ADDRESS
                    prop:value=address
                />
                <button type="button" class="tring-button" data-kind="primary" on:click=move |_| on_copy.run(())>
                    <GlyphImage glyph=Glyph::Copy />
                    {text::COPY}
                </button>
            </div>
            <Said progress=copying />
            {registering(provider)}
            <button type="button" class="tring-button" on:click=move |_| on_done.run(())>{text::I_HAVE_IT}</button>
        </section>
    }
}

/// What to register where.
pub(crate) fn registering(provider: Option<ProviderInfo>) -> AnyView {
    let Some(provider) = provider else {
        return ().into_any();
    };
    let fields = provider
        .webhook_fields
        .into_iter()
        .map(|field| view! { <li><code dir="ltr">{field}</code></li> })
        .collect::<Vec<_>>();
    // Where nothing can be chosen, the provider calls the address for all.
    let fields = (!fields.is_empty()).then(|| {
        view! {
            <p class="tring-webhook__fields-title">{text::WEBHOOK_FIELDS}</p>
            <ul class="tring-webhook__fields">{fields}</ul>
        }
    });
    view! {
        <p>{provider.webhook_help}</p>
        {fields}
    }
    .into_any()
}
