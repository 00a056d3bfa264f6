//! How many cases, and which.

use proptest::test_runner::{Config, RngSeed};

/// So many cases from a fixed seed, unless the environment says otherwise.
pub fn cases(cases: u32) -> Config {
    let given = Config::default();
    Config {
        cases: if std::env::var_os("PROPTEST_CASES").is_some() { given.cases } else { cases },
        rng_seed: match given.rng_seed {
            RngSeed::Random => RngSeed::Fixed(20_260_301),
            fixed @ RngSeed::Fixed(_) => fixed,
        },
        failure_persistence: None,
        ..given
    }
}
