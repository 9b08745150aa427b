//! The browser's storage for this site: small settings that outlive the page.

use web_sys::Storage;

/// What was kept under `key`; `None` also where the browser keeps nothing (private windows, full disks).
pub fn read(key: &str) -> Option<String> {
    storage()?.get_item(key).ok().flatten()
}

/// Keeps `value` under `key` for the next visit, where the browser lets us.
pub fn write(key: &str, value: &str) {
    if let Some(storage) = storage() {
        // A setting that is not kept is asked for again; nothing else depends on it.
        let _ = storage.set_item(key, value);
    }
}

/// Forgets what was kept under `key`.
pub fn remove(key: &str) {
    if let Some(storage) = storage() {
        let _ = storage.remove_item(key);
    }
}

fn storage() -> Option<Storage> {
    // Reading the property itself throws where cookies are blocked.
    web_sys::window()?.local_storage().ok().flatten()
}
