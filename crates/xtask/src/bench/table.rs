//! The table of what was measured, in Markdown.

use std::{fmt, time::Duration};

/// One line for one number of calls.
#[derive(Clone, Debug)]
pub(crate) struct Row {
    /// What was asked for.
    pub(crate) name: String,
    /// What came out.
    pub(crate) value: String,
}

impl Row {
    /// How long a request took in the middle, and at most in 99 of 100 cases.
    pub(crate) fn of_times(name: &str, mut times: Vec<Duration>) -> Self {
        times.sort();
        Self {
            name: name.to_owned(),
            value: format!("{} / {}", percentile(&times, 50), percentile(&times, 99)),
        }
    }
}

/// The nearest rank, in milliseconds.
pub(crate) fn percentile(sorted: &[Duration], percent: usize) -> String {
    let rank = (sorted.len() * percent).div_ceil(100);
    let time = sorted.get(rank.saturating_sub(1)).copied();
    format!("{:.1}", time.unwrap_or_default().as_secs_f64() * 1_000.0)
}

/// Rows beside each other, one column for each number of calls.
#[derive(Debug, Default)]
pub(crate) struct Table {
    columns: Vec<(u64, Vec<Row>)>,
}

impl Table {
    /// Adds a column.
    pub(crate) fn add(&mut self, calls: u64, rows: Vec<Row>) {
        self.columns.push((calls, rows));
    }
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "| p50 / p99 in ms |")?;
        for (calls, _) in &self.columns {
            write!(f, " {} calls |", grouped(*calls))?;
        }
        write!(f, "\n| --- |{}", " ---: |".repeat(self.columns.len()))?;
        let rows = self.columns.first().map(|(_, rows)| rows.iter());
        for (number, row) in rows.into_iter().flatten().enumerate() {
            write!(f, "\n| {} |", row.name)?;
            for (_, rows) in &self.columns {
                let value = rows.get(number).map(|row| row.value.as_str());
                write!(f, " {} |", value.unwrap_or_default())?;
            }
        }
        Ok(())
    }
}

fn grouped(number: u64) -> String {
    if number < 1_000 {
        return number.to_string();
    }
    format!("{} {:03}", grouped(number / 1_000), number % 1_000)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_percentile_is_the_nearest_rank() {
        let times: Vec<_> = (1..=200).map(Duration::from_millis).collect();
        assert_eq!(percentile(&times, 50), "100.0");
        assert_eq!(percentile(&times, 99), "198.0");
        assert_eq!(percentile(&times[..1], 99), "1.0");
    }

    #[test]
    fn columns_stand_beside_each_other() {
        let row = |tenths: u64| Row::of_times("list", vec![Duration::from_micros(tenths * 100)]);
        let mut table = Table::default();
        table.add(10_000, vec![row(15)]);
        table.add(1_000_000, vec![row(23)]);
        assert_eq!(
            table.to_string(),
            "| p50 / p99 in ms | 10 000 calls | 1 000 000 calls |\n| --- | ---: | ---: |\n\
             | list | 1.5 / 1.5 | 2.3 / 2.3 |"
        );
    }
}
