//! Word of microphones and headsets that come and go.

use super::{listener::Listener, microphone::media_devices};

/// Watches the list of devices until it is dropped.
#[derive(Debug)]
pub struct DeviceWatch {
    _listener: Listener,
}

impl DeviceWatch {
    /// Calls `on_change` when a device comes or goes; `None` where the page may not know of devices.
    pub fn new(on_change: impl Fn() + 'static) -> Option<Self> {
        let devices = media_devices()?;
        Some(Self {
            _listener: Listener::new(&devices, "devicechange", move |_| on_change()),
        })
    }
}
