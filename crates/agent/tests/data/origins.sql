CREATE TABLE wp_options (
  option_id bigint(20) unsigned NOT NULL AUTO_INCREMENT,
  option_name varchar(191) NOT NULL DEFAULT '',
  option_value longtext NOT NULL,
  autoload varchar(20) NOT NULL DEFAULT 'yes',
  PRIMARY KEY (option_id), UNIQUE KEY option_name (option_name), KEY autoload (autoload)
) DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;
CREATE TABLE wp_redirection_items (
  id int(11) unsigned NOT NULL AUTO_INCREMENT,
  url mediumtext NOT NULL,
  match_url varchar(2000) DEFAULT NULL,
  match_data text DEFAULT NULL,
  regex int(11) unsigned NOT NULL DEFAULT 0,
  position int(11) unsigned NOT NULL DEFAULT 0,
  last_count int(10) unsigned NOT NULL DEFAULT 0,
  last_access datetime NOT NULL DEFAULT '1970-01-01 00:00:00',
  group_id int(11) NOT NULL DEFAULT 0,
  status enum('enabled','disabled') NOT NULL DEFAULT 'enabled',
  action_type varchar(20) NOT NULL,
  action_code int(11) unsigned NOT NULL,
  action_data mediumtext DEFAULT NULL,
  match_type varchar(20) NOT NULL,
  title text DEFAULT NULL,
  PRIMARY KEY (id), KEY url (url(191)), KEY status (status), KEY regex (regex), KEY group_idpos (group_id,position),
  KEY `group` (group_id), KEY match_url (match_url(191))
) DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;
CREATE TABLE wp_redirection_groups (
  id int(11) NOT NULL AUTO_INCREMENT,
  name varchar(50) NOT NULL,
  tracking int(11) NOT NULL DEFAULT 1,
  module_id int(11) unsigned NOT NULL DEFAULT 0,
  status enum('enabled','disabled') NOT NULL DEFAULT 'enabled',
  position int(11) unsigned NOT NULL DEFAULT 0,
  PRIMARY KEY (id), KEY module_id (module_id), KEY status (status)
) DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;
CREATE TABLE wp_redirection_logs (
  id int(11) unsigned NOT NULL AUTO_INCREMENT,
  created datetime NOT NULL,
  url mediumtext NOT NULL,
  domain varchar(255) DEFAULT NULL,
  sent_to mediumtext DEFAULT NULL,
  agent mediumtext DEFAULT NULL,
  referrer mediumtext DEFAULT NULL,
  http_code int(11) unsigned NOT NULL DEFAULT 0,
  request_method varchar(10) DEFAULT NULL,
  request_data mediumtext DEFAULT NULL,
  redirect_by varchar(50) DEFAULT NULL,
  redirection_id int(11) unsigned DEFAULT NULL,
  ip varchar(45) DEFAULT NULL,
  PRIMARY KEY (id), KEY created (created), KEY redirection_id (redirection_id), KEY ip (ip)
) DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;
CREATE TABLE wp_rank_math_redirections (
  id bigint(20) unsigned NOT NULL AUTO_INCREMENT,
  sources longtext CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  url_to text NOT NULL,
  header_code smallint(4) unsigned NOT NULL,
  hits bigint(20) unsigned NOT NULL DEFAULT 0,
  status varchar(25) NOT NULL DEFAULT 'active',
  created datetime NOT NULL DEFAULT '0000-00-00 00:00:00',
  updated datetime NOT NULL DEFAULT '0000-00-00 00:00:00',
  last_accessed datetime NOT NULL DEFAULT '0000-00-00 00:00:00',
  PRIMARY KEY (id), KEY status (status), KEY idx_rm_status_updated (status,updated)
) DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;
INSERT INTO wp_options (option_name, option_value) VALUES
  ('home', 'https://shop.example'),
  ('permalink_structure', '/%postname%/'),
  ('timezone_string', 'Europe/Berlin'),
  ('gmt_offset', ''),
  ('active_plugins', 'a:3:{i:0;s:17:"detour/detour.php";i:1;s:27:"redirection/redirection.php";i:2;s:30:"seo-by-rank-math/rank-math.php";}'),
  ('rank_math_modules', 'a:1:{i:0;s:12:"redirections";}'),
  ('rank_math_registration_skip', '1'),
  ('rank-math-options-general', 'a:1:{s:21:"redirections_fallback";s:7:"default";}'),
  ('redirection_options', 'a:2:{s:8:"database";s:3:"4.2";s:10:"ip_logging";i:2;}');
INSERT INTO wp_redirection_items (id, url, match_url, match_data, position, last_count, group_id, status, action_type, action_code, action_data, match_type) VALUES
  (7, '/both', '/both', '{"source":{"flag_regex":false}}', 1, 9, 1, 'enabled', 'url', 301, '/of-redirection', 'url'),
  (8, '/first', '/first', NULL, 0, 0, 1, 'enabled', 'url', 302, '/of-redirection', 'url'),
  (9, '/off', '/off', NULL, 2, 0, 1, 'disabled', 'url', 301, '/x', 'url'),
  (10, '/members', '/members', NULL, 3, 0, 1, 'enabled', 'url', 301, 'a:2:{s:9:"logged_in";s:3:"/in";s:10:"logged_out";s:4:"/out";}', 'login'),
  (11, '/quiet', '/quiet', '{"options":{"log_exclude":true}}', 4, 0, 1, 'enabled', 'url', 301, '/x', 'url');
INSERT INTO wp_rank_math_redirections (id, sources, url_to, header_code, hits, status, updated) VALUES
  (7, 'a:1:{i:0;a:3:{s:6:"ignore";s:0:"";s:7:"pattern";s:4:"both";s:10:"comparison";s:5:"exact";}}', 'https://shop.example/of-rank-math', 301, 6, 'active', '2026-01-01 00:00:00'),
  (8, 'a:1:{i:0;a:3:{s:6:"ignore";s:0:"";s:7:"pattern";s:4:"last";s:10:"comparison";s:5:"exact";}}', 'https://shop.example/of-rank-math', 302, 0, 'active', '2026-01-02 00:00:00'),
  (9, 'a:1:{i:0;a:3:{s:6:"ignore";s:0:"";s:7:"pattern";s:5:"trash";s:10:"comparison";s:5:"exact";}}', '/x', 301, 0, 'trashed', '2026-01-03 00:00:00');
