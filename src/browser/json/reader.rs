//! Turns what the browser has parsed into our types.
//!
//! Made for weight: a general decoder brings a lookup of every key of every object, and the words of errors that nobody
//! reads. This one asks an object for the fields that a type has, in their order, and knows one error.

use std::{fmt, slice};

use js_sys::Array;
use serde::{
    de::{DeserializeSeed, Deserializer, EnumAccess, Error, SeqAccess, VariantAccess, Visitor},
    forward_to_deserialize_any,
};
use wasm_bindgen::{JsCast, JsValue};

use crate::browser::js;

/// A value that `JSON.parse` has made.
///
/// It reads what the protocol has: objects with known fields, lists, text, numbers, words of an enum. A field that
/// is missing must have a default, an `Option` too.
pub(super) struct Reader(pub(super) JsValue);

/// The value is not of the shape that was asked for.
#[derive(Debug)]
pub(super) struct Mismatch;

impl fmt::Display for Mismatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not of this shape")
    }
}

impl std::error::Error for Mismatch {}

impl Error for Mismatch {
    fn custom<T: fmt::Display>(_: T) -> Self {
        Self
    }
}

impl Reader {
    /// A whole number that JavaScript holds exactly.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "checked to be whole, not negative and below 2^53"
    )]
    fn whole(&self) -> Result<u64, Mismatch> {
        let number = self.0.as_f64().ok_or(Mismatch)?;
        let is_whole =
            number.fract() == 0.0 && (0.0..=js_sys::Number::MAX_SAFE_INTEGER).contains(&number);
        is_whole.then_some(number as u64).ok_or(Mismatch)
    }
}

macro_rules! whole_numbers {
    ($($method:ident)*) => {
        $(fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Mismatch> {
            visitor.visit_u64(self.whole()?)
        })*
    };
}

impl<'de> Deserializer<'de> for Reader {
    type Error = Mismatch;

    whole_numbers! { deserialize_u8 deserialize_u16 deserialize_u32 deserialize_u64 }

    fn deserialize_any<V: Visitor<'de>>(self, _: V) -> Result<V::Value, Mismatch> {
        Err(Mismatch)
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Mismatch> {
        visitor.visit_bool(self.0.as_bool().ok_or(Mismatch)?)
    }

    fn deserialize_f64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Mismatch> {
        visitor.visit_f64(self.0.as_f64().ok_or(Mismatch)?)
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Mismatch> {
        visitor.visit_string(self.0.as_string().ok_or(Mismatch)?)
    }

    fn deserialize_identifier<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Mismatch> {
        visitor.visit_str(&self.0.as_string().ok_or(Mismatch)?)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Mismatch> {
        if self.0.is_null() {
            visitor.visit_none()
        } else {
            visitor.visit_some(self)
        }
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Mismatch> {
        let list: Array = self.0.dyn_into().map_err(|_| Mismatch)?;
        visitor.visit_seq(Items { list, next: 0 })
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Mismatch> {
        if !self.0.is_object() || Array::is_array(&self.0) {
            return Err(Mismatch);
        }
        let (object, names) = (self.0, fields.iter());
        visitor.visit_seq(Fields { object, names })
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Mismatch> {
        visitor.visit_enum(self)
    }

    forward_to_deserialize_any! {
        i8 i16 i32 i64 i128 u128 f32 char str bytes byte_buf unit unit_struct newtype_struct tuple tuple_struct map
        ignored_any
    }
}

/// The items of a list.
struct Items {
    list: Array,
    next: u32,
}

impl<'de> SeqAccess<'de> for Items {
    type Error = Mismatch;

    fn next_element_seed<T: DeserializeSeed<'de>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, Mismatch> {
        if self.next == self.list.length() {
            return Ok(None);
        }
        let item = self.list.get(self.next);
        self.next += 1;
        seed.deserialize(Reader(item)).map(Some)
    }

    fn size_hint(&self) -> Option<usize> {
        usize::try_from(self.list.length() - self.next).ok()
    }
}

/// The wanted fields of an object, one after the other: a type takes them by their place as well as by their name.
struct Fields {
    object: JsValue,
    names: slice::Iter<'static, &'static str>,
}

impl<'de> SeqAccess<'de> for Fields {
    type Error = Mismatch;

    /// `None` for a field that is missing: it gets its default, or there is none and the object does not fit.
    fn next_element_seed<T: DeserializeSeed<'de>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, Mismatch> {
        let value = self
            .names
            .next()
            .and_then(|name| js::field(&self.object, name));
        value
            .map(|value| seed.deserialize(Reader(value)))
            .transpose()
    }
}

/// An enum of plain words.
impl<'de> EnumAccess<'de> for Reader {
    type Error = Mismatch;
    type Variant = Plain;

    fn variant_seed<V: DeserializeSeed<'de>>(self, seed: V) -> Result<(V::Value, Plain), Mismatch> {
        seed.deserialize(self).map(|word| (word, Plain))
    }
}

/// A word that carries nothing.
pub(super) struct Plain;

impl<'de> VariantAccess<'de> for Plain {
    type Error = Mismatch;

    fn unit_variant(self) -> Result<(), Mismatch> {
        Ok(())
    }

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(self, _: T) -> Result<T::Value, Mismatch> {
        Err(Mismatch)
    }

    fn tuple_variant<V: Visitor<'de>>(self, _: usize, _: V) -> Result<V::Value, Mismatch> {
        Err(Mismatch)
    }

    fn struct_variant<V: Visitor<'de>>(
        self,
        _: &'static [&'static str],
        _: V,
    ) -> Result<V::Value, Mismatch> {
        Err(Mismatch)
    }
}
