//! Cursors of the history: opaque to the client, and good for the list that they come from alone.

use base64ct::{Base64UrlUnpadded, Encoding};
use sha2::{Digest, Sha256};

use super::error::AppError;
use crate::store::history::{Filter, Place, Sorting};

/// Changes with the form below.
const VERSION: u8 = 1;
/// The version, the check, the page's number, the row number, the rank, whether there is a key, and the key.
const LENGTH: usize = 1 + CHECK + 8 + 8 + 8 + 1 + 8;
const CHECK: usize = 8;

/// The list that a cursor belongs to.
#[derive(Clone, Copy, Debug)]
pub struct Of<'a> {
    /// Whose.
    pub team_id: i64,
    /// Which calls.
    pub filter: &'a Filter,
    /// In which order.
    pub sorting: Sorting,
}

impl Of<'_> {
    /// The cursor that leads on from `place` to the page with this number.
    pub fn write(&self, page: u64, place: Place) -> String {
        let body = body(page, place);
        let mut bytes = vec![VERSION];
        bytes.extend(self.check(&body));
        bytes.extend(body);
        Base64UrlUnpadded::encode_string(&bytes)
    }

    /// The page's number, and the place that it comes after.
    pub fn read(&self, cursor: &str) -> Result<(u64, Place), AppError> {
        self.try_read(cursor).ok_or_else(|| {
            AppError::InvalidRequest(
                "The `cursor` is none of this list's: it is damaged, or the filters or the order are others now. \
                 Begin again without it."
                    .to_owned(),
            )
        })
    }

    fn try_read(&self, cursor: &str) -> Option<(u64, Place)> {
        let bytes = Base64UrlUnpadded::decode_vec(cursor).ok()?;
        let (version, rest) = bytes.split_first()?;
        let (check, body) = rest.split_at_checked(CHECK)?;
        let ours = bytes.len() == LENGTH && *version == VERSION && *check == self.check(body);
        let mut words = body.chunks(8).map(<[u8; 8]>::try_from);
        let mut word = || words.next()?.ok().map(i64::from_be_bytes);
        let (page, id, rank, key) = (word()?, word()?, word()?, word()?);
        let place = Place {
            rank,
            key: (body.last() == Some(&1)).then_some(key),
            id,
        };
        u64::try_from(page)
            .ok()
            .filter(|_| ours)
            .map(|page| (page, place))
    }

    /// Tells a cursor of this list from others. It keeps nothing secret: the place is in the page before.
    fn check(&self, body: &[u8]) -> [u8; CHECK] {
        let list = format!(
            "{VERSION} {} {:?} {:?}",
            self.team_id, self.filter, self.sorting
        );
        let digest = Sha256::new()
            .chain_update(list.as_bytes())
            .chain_update(body)
            .finalize();
        let mut check = [0; CHECK];
        for (to, from) in check.iter_mut().zip(digest) {
            *to = from;
        }
        check
    }
}

fn body(page: u64, place: Place) -> Vec<u8> {
    let page = i64::try_from(page).unwrap_or(i64::MAX);
    let words = [page, place.id, place.rank, place.key.unwrap_or(0)];
    let mut body: Vec<u8> = words.into_iter().flat_map(i64::to_be_bytes).collect();
    body.push(u8::from(place.key.is_some()));
    body
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::history::{Order, SortBy};

    const SORTING: Sorting = Sorting {
        by: SortBy::Duration,
        order: Order::Descending,
    };

    fn of(team_id: i64, filter: &Filter) -> Of<'_> {
        Of {
            team_id,
            filter,
            sorting: SORTING,
        }
    }

    #[test]
    fn a_cursor_is_read_as_it_was_written() {
        let filter = Filter::default();
        for key in [None, Some(0), Some(-1), Some(i64::MAX)] {
            let place = Place {
                rank: 3,
                key,
                id: 7,
            };
            let cursor = of(1, &filter).write(12, place);
            assert_eq!(of(1, &filter).try_read(&cursor), Some((12, place)));
        }
    }

    #[test]
    fn a_cursor_of_another_list_or_a_changed_one_is_refused() {
        let filter = Filter::default();
        let place = Place {
            rank: 0,
            key: Some(5),
            id: 7,
        };
        let cursor = of(1, &filter).write(2, place);
        let others = Filter {
            contact_id: Some(1),
            ..filter
        };
        assert_eq!(of(1, &others).try_read(&cursor), None, "other filters");
        assert_eq!(of(2, &filter).try_read(&cursor), None, "another team");
        for position in 0..cursor.len() {
            let mut changed = cursor.clone().into_bytes();
            changed[position] = if changed[position] == b'A' {
                b'B'
            } else {
                b'A'
            };
            let changed = String::from_utf8(changed).unwrap();
            assert_eq!(of(1, &filter).try_read(&changed), None, "{changed}");
        }
        for wrong in ["", "A", "AQ", "not base64!", &cursor[1..], &cursor[..10]] {
            assert_eq!(of(1, &filter).try_read(wrong), None, "{wrong}");
        }
    }
}
