//! Regex rules: Detour's whole decision beside the `redirectionio` crate and a loop over PCRE2.

use std::time::Duration;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use detour_bench::detour::Detour;
use detour_bench::generate::Site;
use detour_bench::peers::pcre::Pcre;
use detour_bench::peers::redirectionio::{self, Cache, RedirectionIo};

const REQUESTS: usize = 500;

fn patterns(criterion: &mut Criterion) {
    for name in ["regex_miss", "regex_hit"] {
        let mut group = criterion.benchmark_group(name);
        group.throughput(Throughput::Elements(REQUESTS as u64)).sample_size(10);
        group.warm_up_time(Duration::from_secs(1)).measurement_time(Duration::from_secs(3));
        for rules in [100, 1000, 10_000] {
            let site = Site::tree_friendly(rules);
            let mut detour = Detour::new(&site.rules());
            let peer = RedirectionIo::new(redirectionio::rules(&site), Cache::Everything);
            let pcre = Pcre::new(&site);
            let urls = if name == "regex_miss" { site.misses(REQUESTS) } else { site.pattern_hits(REQUESTS) };
            let requests: Vec<_> = urls.iter().map(|url| peer.request(url)).collect();
            group.bench_function(BenchmarkId::new("detour", rules), |bencher| {
                bencher.iter(|| urls.iter().filter(|url| detour.decide(url).rule().is_some()).count());
            });
            group.bench_function(BenchmarkId::new("redirectionio_all_cached", rules), |bencher| {
                bencher.iter(|| requests.iter().map(|request| peer.matches(request)).sum::<usize>());
            });
            group.bench_function(BenchmarkId::new("pcre2_jit_loop", rules), |bencher| {
                bencher.iter(|| urls.iter().filter(|url| pcre.first_match(url).is_some()).count());
            });
        }
        group.finish();
    }
}

criterion_group!(benches, patterns);
criterion_main!(benches);
