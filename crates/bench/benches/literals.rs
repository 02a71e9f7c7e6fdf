//! Exact rules: Detour's whole decision beside other tables.

use std::collections::HashMap;
use std::time::Duration;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use detour_bench::detour::Detour;
use detour_bench::generate::Site;
use detour_bench::peers::redirectionio::{self, Cache, RedirectionIo};

const RULES: usize = 100_000;
const REQUESTS: usize = 20_000;

fn literals(criterion: &mut Criterion) {
    let site = Site::new(RULES, 0);
    let mut detour = Detour::new(&site.rules());
    let peer = RedirectionIo::new(redirectionio::rules(&site), Cache::Default);
    let map: HashMap<&str, &str> = site.literals.iter().map(|(path, target)| (&**path, &**target)).collect();
    for (name, urls) in [("literal_hit", site.literal_hits(REQUESTS)), ("literal_miss", site.misses(REQUESTS))] {
        let requests: Vec<_> = urls.iter().map(|url| peer.request(url)).collect();
        let mut group = criterion.benchmark_group(name);
        group.throughput(Throughput::Elements(REQUESTS as u64)).sample_size(20);
        group.warm_up_time(Duration::from_secs(1)).measurement_time(Duration::from_secs(3));
        group.bench_function(BenchmarkId::new("detour", RULES), |bencher| {
            bencher.iter(|| urls.iter().filter(|url| detour.decide(url).rule().is_some()).count());
        });
        group.bench_function(BenchmarkId::new("redirectionio_match_request", RULES), |bencher| {
            bencher.iter(|| requests.iter().map(|request| peer.matches(request)).sum::<usize>());
        });
        group.bench_function(BenchmarkId::new("redirectionio_to_headers", RULES), |bencher| {
            bencher.iter(|| urls.iter().map(|url| peer.full(url)).sum::<usize>());
        });
        group.bench_function(BenchmarkId::new("hash_map", RULES), |bencher| {
            bencher.iter(|| urls.iter().filter(|url| map.contains_key(url.as_str())).count());
        });
        group.finish();
    }
}

criterion_group!(benches, literals);
criterion_main!(benches);
