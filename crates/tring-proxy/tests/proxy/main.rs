//! The proxy through its own server and socket, with the simulator as the provider.
#![expect(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "helpers of tests may fail as tests do"
)]

mod agent_first;
mod agent_status;
mod answer_wanted;
mod bad_input;
mod block_reasons;
mod call_routing;
mod channel_checks;
mod channel_commands;
mod channel_fields;
mod channel_health;
mod channel_settings;
mod channels;
mod client;
mod command_line;
mod contact_consent;
mod contact_erasure;
mod contact_fields;
mod contact_import;
mod contact_search;
mod contacts;
mod correlation;
mod dialects;
mod eligibility;
mod eligibility_agrees;
mod every_field;
mod export;
mod fallbacks;
mod history;
mod idempotency;
mod inbound;
mod key_rotation;
mod limits;
mod log;
mod outbound;
mod pages;
mod paging;
mod permission_limits;
mod permission_requests;
mod permissions;
mod prices;
mod provider_faults;
mod query_plans;
mod races;
mod races_of_pages;
mod restarts;
mod roles;
mod rotation;
mod routing_claims;
mod routing_modes;
mod sealing;
mod seed_actions;
mod seed_shapes;
mod seed_webhook;
mod sessions;
mod statistics;
mod sweep;
mod timeline;
mod tokens;
mod tokens_of_agents;
mod upgrade;
mod upkeep;
mod webhook_endpoints;
mod webhooks;
mod webhooks_out;
mod world;
