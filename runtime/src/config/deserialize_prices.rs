//! Reads prices from a configuration file, and names the entry that can't be read.

use crate::pricing::Price;
use serde::de::{Deserializer, Error, MapAccess, Visitor};
use std::{collections::BTreeMap, fmt};

pub(super) fn deserialize<'de, D: Deserializer<'de>>(file: D) -> Result<BTreeMap<String, Price>, D::Error> {
    struct Prices;

    impl<'de> Visitor<'de> for Prices {
        type Value = BTreeMap<String, Price>;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a table of models and their prices")
        }

        fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<Self::Value, M::Error> {
            let mut prices = BTreeMap::new();
            while let Some(model) = map.next_key::<String>()? {
                let price = map
                    .next_value::<Price>()
                    .map_err(|error| M::Error::custom(format_args!("the price of `{model}` can't be read: {error}")))?;
                prices.insert(model, price);
            }
            Ok(prices)
        }
    }

    file.deserialize_map(Prices)
}

#[cfg(test)]
mod tests {
    use crate::{Config, Price};

    #[test]
    fn a_table_of_the_users_own_file_is_read() {
        let config: Config = toml::from_str(
            "enabled = false\nseries_cap = 100\nprefix = 'bot_'\n[prices]\n'my-model' = { input = 1, output = 2.5, cache_write = 3 }\n",
        )
        .expect("it is right");
        assert_eq!(
            config,
            Config::new()
                .enabled(false)
                .series_cap(100)
                .prefix("bot_")
                .price("my-model", Price::new(1.0, 2.5).cache_write(3.0))
        );
    }

    #[test]
    fn an_unreadable_price_names_its_entry() {
        let error = toml::from_str::<Config>("[prices]\n'my-model' = { input = 'three', output = 1 }\n").unwrap_err();
        assert!(error.message().contains("the price of `my-model` can't be read"), "{error}");
    }

    #[test]
    fn an_unknown_key_is_an_error() {
        assert!(toml::from_str::<Config>("prot = 1").unwrap_err().message().contains("prot"));
    }
}
