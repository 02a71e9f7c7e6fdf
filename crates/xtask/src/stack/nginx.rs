//! nginx in front of FPM, with a configuration of its own.

use std::net::SocketAddr;
use std::path::Path;
use std::time::Duration;

use anyhow::Result;

use super::php_fpm::WEB_USER;
use super::ports;
use super::process::Server;
use super::run_dir::{RunDir, is_root};

/// A running nginx.
pub(crate) struct Nginx {
    server: Server,
}

/// The FastCGI parameters every PHP location passes; the request's URI is passed raw.
pub(crate) const FASTCGI_PARAMS: &str = "\
    fastcgi_param QUERY_STRING $query_string;\n\
    fastcgi_param REQUEST_METHOD $request_method;\n\
    fastcgi_param CONTENT_TYPE $content_type;\n\
    fastcgi_param CONTENT_LENGTH $content_length;\n\
    fastcgi_param SCRIPT_NAME $fastcgi_script_name;\n\
    fastcgi_param REQUEST_URI $request_uri;\n\
    fastcgi_param DOCUMENT_URI $document_uri;\n\
    fastcgi_param DOCUMENT_ROOT $document_root;\n\
    fastcgi_param SERVER_PROTOCOL $server_protocol;\n\
    fastcgi_param GATEWAY_INTERFACE CGI/1.1;\n\
    fastcgi_param SERVER_SOFTWARE nginx;\n\
    fastcgi_param REMOTE_ADDR $remote_addr;\n\
    fastcgi_param REMOTE_PORT $remote_port;\n\
    fastcgi_param SERVER_ADDR $server_addr;\n\
    fastcgi_param SERVER_PORT $server_port;\n\
    fastcgi_param SERVER_NAME $server_name;\n\
    fastcgi_param REDIRECT_STATUS 200;\n";

impl Nginx {
    /// `servers` are the `server { … }` blocks, `addresses` what they listen on.
    pub(crate) fn start(run_dir: &RunDir, servers: &str, addresses: &[SocketAddr]) -> Result<Self> {
        let dir = run_dir.folder("nginx")?;
        let user = if is_root() { format!("user {WEB_USER};\n") } else { String::new() };
        let log = run_dir.log("nginx.log");
        let config = format!(
            "{user}\
             daemon off;\n\
             worker_processes 1;\n\
             pid {dir}/nginx.pid;\n\
             error_log {log};\n\
             events {{ worker_connections 512; }}\n\
             http {{\n\
             include /etc/nginx/mime.types;\n\
             default_type application/octet-stream;\n\
             access_log off;\n\
             server_tokens off;\n\
             client_max_body_size 32m;\n\
             client_body_temp_path {dir}/body;\n\
             fastcgi_temp_path {dir}/fastcgi;\n\
             proxy_temp_path {dir}/proxy;\n\
             uwsgi_temp_path {dir}/uwsgi;\n\
             scgi_temp_path {dir}/scgi;\n\
             large_client_header_buffers 4 64k;\n\
             fastcgi_buffers 16 32k;\n\
             fastcgi_buffer_size 64k;\n\
             fastcgi_read_timeout 120;\n\
             {servers}\n\
             }}\n",
            dir = dir.display(),
            log = log.display(),
        );
        let config = run_dir.write("nginx/nginx.conf", config)?;
        let mut server = Server::start("nginx", "nginx", &log, None, |command| {
            command.arg("-p").arg(&dir).arg("-c").arg(&config).arg("-e").arg(&log);
        })?;
        server
            .wait_until_ready(Duration::from_secs(10), || addresses.iter().all(|&address| ports::accepts(address)))?;
        Ok(Self { server })
    }

    /// The process ids of the workers.
    pub(crate) fn workers(&self) -> Vec<u32> {
        self.server.children()
    }
}

/// What a server of a network needs besides, as WordPress' documentation has it: each site has the files of the first one.
pub(crate) const SITES_IN_FOLDERS: &str = "if (!-e $request_filename) {
         rewrite ^/[^/]+(/wp-.*) $1 last;
         rewrite ^/[^/]+(/.*\\.php)$ $1 last;
         }";

/// A server block that runs WordPress as its manual tells hosts to.
pub(crate) fn wordpress_server(listen: SocketAddr, root: &Path, fpm: &Path, extra: &str) -> String {
    format!(
        "server {{\n\
         listen {listen};\n\
         server_name _;\n\
         root {root};\n\
         index index.php;\n\
         {extra}\n\
         location / {{ try_files $uri $uri/ /index.php$is_args$args; }}\n\
         location ~ \\.php$ {{\n\
         try_files $uri =404;\n\
         {FASTCGI_PARAMS}\
         fastcgi_param SCRIPT_FILENAME $document_root$fastcgi_script_name;\n\
         fastcgi_param REQUEST_SCHEME $scheme;\n\
         fastcgi_pass unix:{fpm};\n\
         }}\n\
         }}\n",
        root = root.display(),
        fpm = fpm.display(),
    )
}
