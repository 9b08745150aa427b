//! Modal dialogs: `<dialog>` knows all about the keyboard, it has only to be opened and closed.

use super::js;

/// Opens the dialog with this id; the focus goes into it, and back when it closes.
pub fn open(id: &str) {
    tell(id, "showModal");
}

/// Closes the dialog with this id.
pub fn close(id: &str) {
    tell(id, "close");
}

fn tell(id: &str, method: &str) {
    let document = web_sys::window().and_then(|window| window.document());
    if let Some(dialog) = document.and_then(|document| document.get_element_by_id(id)) {
        // It throws only where the dialog is open already, or no dialog.
        let _ = js::call(&dialog, method, &[]);
    }
}
