//! Whole calls of the store: our page on one end, the customer as another peer connection on the other.

mod desk;
mod inbound;
mod microphone;
mod outbound;
mod requested;
mod tabs;
