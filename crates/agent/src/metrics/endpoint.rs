//! The endpoint that Prometheus asks. HTTP by hyper, one answer for `/metrics`.

use std::convert::Infallible;
use std::io;
use std::os::unix::fs::{FileTypeExt, PermissionsExt};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use http_body_util::Full;
use hyper::body::{Bytes, Incoming};
use hyper::header::CONTENT_TYPE;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Request, Response, StatusCode};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, UnixListener};
use tokio::sync::Semaphore;
use tokio::task::JoinHandle;
use tracing::info;

use super::Metrics;
use crate::config::MetricsAddress;

const FORMAT: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";
/// Whoever asks has this long for the question and the answer.
const WITHIN: Duration = Duration::from_secs(5);
/// Who asks at a time.
const ASKERS: usize = 8;

/// Open until dropped.
pub(crate) struct Endpoint(JoinHandle<()>);

impl Drop for Endpoint {
    fn drop(&mut self) {
        self.0.abort();
    }
}

impl Endpoint {
    pub(crate) async fn open(address: Option<&MetricsAddress>, metrics: &Arc<Metrics>) -> io::Result<Option<Endpoint>> {
        let Some(address) = address else { return Ok(None) };
        let failed =
            |error: io::Error| io::Error::new(error.kind(), format!("metrics: can't listen at {address}: {error}"));
        let (metrics, askers) = (Arc::clone(metrics), Arc::new(Semaphore::new(ASKERS)));
        let task = match address {
            MetricsAddress::Tcp(address) => {
                let listener = TcpListener::bind(address).await.map_err(failed)?;
                info!("figures at http://{}/metrics", listener.local_addr()?);
                tokio::spawn(async move {
                    loop {
                        let stream = listener.accept().await.map(|(stream, _)| stream);
                        serve(stream, &metrics, &askers).await;
                    }
                })
            }
            MetricsAddress::Socket(path) => {
                remove_stale(path).map_err(failed)?;
                let listener = UnixListener::bind(path).map_err(failed)?;
                // The unit's group asks, nobody else.
                std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o660)).map_err(failed)?;
                info!("figures at {}", path.display());
                tokio::spawn(async move {
                    loop {
                        let stream = listener.accept().await.map(|(stream, _)| stream);
                        serve(stream, &metrics, &askers).await;
                    }
                })
            }
        };
        Ok(Some(Endpoint(task)))
    }
}

/// Left behind by an agent that was killed.
fn remove_stale(path: &Path) -> io::Result<()> {
    match std::fs::symlink_metadata(path) {
        Ok(found) if found.file_type().is_socket() => std::fs::remove_file(path),
        _ => Ok(()),
    }
}

async fn serve<S: AsyncRead + AsyncWrite + Unpin + Send + 'static>(
    stream: io::Result<S>,
    metrics: &Arc<Metrics>,
    askers: &Arc<Semaphore>,
) {
    let Ok(stream) = stream else {
        // No file descriptors left, perhaps: not again at once.
        return tokio::time::sleep(Duration::from_millis(100)).await;
    };
    let Ok(permit) = Arc::clone(askers).acquire_owned().await else { return };
    let metrics = Arc::clone(metrics);
    tokio::spawn(async move {
        let answer = service_fn(|request| std::future::ready(Ok::<_, Infallible>(answer(&request, &metrics))));
        let mut server = http1::Builder::new();
        let connection = server
            .timer(TokioTimer::new())
            .header_read_timeout(WITHIN)
            .keep_alive(false)
            .serve_connection(TokioIo::new(stream), answer);
        // Who breaks off has seen enough.
        let _ = tokio::time::timeout(WITHIN, connection).await;
        drop(permit);
    });
}

fn answer(request: &Request<Incoming>, metrics: &Metrics) -> Response<Full<Bytes>> {
    if request.uri().path() != "/metrics" {
        let mut response = Response::new(Full::from("The figures are at /metrics\n"));
        *response.status_mut() = StatusCode::NOT_FOUND;
        return response;
    }
    let mut response = Response::new(Full::from(metrics.text()));
    response.headers_mut().insert(CONTENT_TYPE, hyper::header::HeaderValue::from_static(FORMAT));
    response
}
