//! Counting: how many tests passed and failed, in the words of each runner.

pub(crate) mod matrix;

/// How many tests passed and failed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Count {
    pub(crate) passed: u32,
    pub(crate) failed: u32,
}

impl Count {
    pub(crate) fn add(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
    }
}

/// The sum of libtest's and wasm-bindgen-test's closing lines:
/// `test result: ok. 3 passed; 0 failed; …`.
pub(crate) fn cargo_test(output: &str) -> Count {
    let mut count = Count::default();
    for line in output.lines().filter(|line| line.contains("test result:")) {
        count.add(Count {
            passed: before(line, " passed"),
            failed: before(line, " failed"),
        });
    }
    count
}

/// Playwright's closing lines: `  12 passed (1.2m)`, `  1 failed`.
pub(crate) fn playwright(output: &str) -> Count {
    let mut count = Count::default();
    for line in output.lines().map(str::trim) {
        let starts_with_number = line.starts_with(|first: char| first.is_ascii_digit());
        if starts_with_number && line.contains(" passed (") {
            count.passed += before(line, " passed");
        } else if starts_with_number
            && (line.ends_with(" failed") || line.ends_with(" did not run"))
        {
            count.failed += before(line, " failed") + before(line, " did not run");
        }
    }
    count
}

/// Closing lines of Python's unittest: `Ran 9 tests in 14.4s`, then `OK` or `FAILED (failures=1, errors=2)`.
pub(crate) fn unittest(output: &str) -> Count {
    let number_after = |mark: &str| -> u32 {
        let rest = output.split(mark).nth(1).unwrap_or_default();
        let digits: String = rest.chars().take_while(char::is_ascii_digit).collect();
        digits.parse().unwrap_or(0)
    };
    let failed = number_after("failures=") + number_after("errors=");
    Count {
        passed: number_after("\nRan ").saturating_sub(failed),
        failed,
    }
}

/// schemathesis' summary: each operation of `  Tested: 31` that has none of the `2 unique failures`.
pub(crate) fn schemathesis(output: &str) -> Count {
    let mut lines = output.lines();
    let tested = lines.find_map(|line| line.trim().strip_prefix("Tested: ")?.trim().parse().ok());
    let failed = lines
        .find(|line| line.contains(" unique failure"))
        .map_or(0, |line| before(line, " unique failure"));
    Count {
        passed: tested.unwrap_or(0u32).saturating_sub(failed),
        failed,
    }
}

/// The number that stands before `word`.
fn before(line: &str, word: &str) -> u32 {
    line.find(word)
        .and_then(|at| {
            line.get(..at)?
                .rsplit(|character: char| !character.is_ascii_digit())
                .next()?
                .parse()
                .ok()
        })
        .unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn closing_lines_of_several_test_binaries_are_added() {
        let output = "running 3 tests\ntest result: ok. 3 passed; 0 failed; 0 ignored\n\
                      test result: FAILED. 1 passed; 2 failed; 0 ignored\n";
        assert_eq!(
            cargo_test(output),
            Count {
                passed: 4,
                failed: 2
            }
        );
    }

    #[test]
    fn closing_lines_of_playwright_are_read() {
        let output =
            "  1 failed\n    [chromium] › calls.spec.ts:3:1 › a call\n  12 passed (1.2m)\n";
        assert_eq!(
            playwright(output),
            Count {
                passed: 12,
                failed: 1
            }
        );
    }

    #[test]
    fn closing_lines_of_unittest_are_read() {
        let output = "..F.\n------\nRan 9 tests in 14.407s\n\nFAILED (failures=1, errors=2)\n";
        assert_eq!(
            unittest(output),
            Count {
                passed: 6,
                failed: 3
            }
        );
    }

    #[test]
    fn operations_of_a_fuzzed_api_are_counted() {
        let clean = "  Selected: 31/31\n  Tested: 31\nTest cases:\n  1541 generated, 1541 passed\n";
        let broken = "  Tested: 31\n  1541 generated, 3 found 2 unique failures, 33 skipped\n";
        let count = |passed, failed| Count { passed, failed };
        assert_eq!(schemathesis(clean), count(31, 0));
        assert_eq!(schemathesis(broken), count(29, 2));
    }
}
