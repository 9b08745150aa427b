//! The router: dialects (each request logged), control API, phone page.

use std::sync::Arc;

use axum::{
    Router,
    extract::{ConnectInfo, Request, State},
    middleware::{self, Next},
    response::Response,
};

use crate::{
    control, dialects,
    listener::{Cut, DropConnection},
    page,
    world::World,
};

/// Everything that the simulator serves.
pub(crate) fn app(world: Arc<World>) -> Router {
    let dialects = dialects::routes().route_layer(middleware::from_fn_with_state(
        Arc::clone(&world),
        log_request,
    ));
    Router::new()
        .merge(dialects)
        .nest("/sim", control::routes())
        .merge(page::routes())
        .layer(middleware::from_fn(drop_connection))
        .with_state(world)
}

/// Writes a provider request into the log at its arrival and again at its end.
async fn log_request(
    State(world): State<Arc<World>>,
    mut request: Request,
    next: Next,
) -> Response {
    let number = world.request_began(request.method().as_str(), request.uri().path());
    request.extensions_mut().insert(number);
    let response = next.run(request).await;
    let is_dropped = response.extensions().get::<DropConnection>().is_some();
    let status = (!is_dropped).then(|| response.status().as_u16());
    world.request_ended(number, status);
    response
}

async fn drop_connection(
    ConnectInfo(connection): ConnectInfo<Cut>,
    request: Request,
    next: Next,
) -> Response {
    let response = next.run(request).await;
    if response.extensions().get::<DropConnection>().is_some() {
        connection.cut();
    }
    response
}
