CREATE TABLE wp_options (
  option_id bigint(20) unsigned NOT NULL AUTO_INCREMENT,
  option_name varchar(191) NOT NULL DEFAULT '',
  option_value longtext NOT NULL,
  autoload varchar(20) NOT NULL DEFAULT 'yes',
  PRIMARY KEY (option_id), UNIQUE KEY option_name (option_name)
) DEFAULT CHARSET=utf8mb4;
CREATE TABLE wp_posts (
  ID bigint(20) unsigned NOT NULL AUTO_INCREMENT,
  post_date datetime NOT NULL DEFAULT '2024-05-06 07:08:09',
  post_title text NOT NULL,
  post_status varchar(20) NOT NULL DEFAULT 'publish',
  post_name varchar(200) NOT NULL DEFAULT '',
  post_parent bigint(20) unsigned NOT NULL DEFAULT 0,
  menu_order int(11) NOT NULL DEFAULT 0,
  post_type varchar(20) NOT NULL DEFAULT 'post',
  PRIMARY KEY (ID)
) DEFAULT CHARSET=utf8mb4;
CREATE TABLE wp_postmeta (
  meta_id bigint(20) unsigned NOT NULL AUTO_INCREMENT,
  post_id bigint(20) unsigned NOT NULL DEFAULT 0,
  meta_key varchar(255) DEFAULT NULL,
  meta_value longtext DEFAULT NULL,
  PRIMARY KEY (meta_id), KEY post_id (post_id)
) DEFAULT CHARSET=utf8mb4;
CREATE TABLE wp_terms (term_id bigint unsigned NOT NULL AUTO_INCREMENT, name varchar(200) NOT NULL, PRIMARY KEY (term_id)) DEFAULT CHARSET=utf8mb4;
CREATE TABLE wp_term_taxonomy (term_taxonomy_id bigint unsigned NOT NULL AUTO_INCREMENT, term_id bigint unsigned NOT NULL, taxonomy varchar(32) NOT NULL, PRIMARY KEY (term_taxonomy_id)) DEFAULT CHARSET=utf8mb4;
CREATE TABLE wp_term_relationships (object_id bigint unsigned NOT NULL, term_taxonomy_id bigint unsigned NOT NULL, PRIMARY KEY (object_id, term_taxonomy_id)) DEFAULT CHARSET=utf8mb4;
CREATE TABLE wp_redirects (
  id mediumint(9) NOT NULL AUTO_INCREMENT, url_from varchar(1024) NOT NULL DEFAULT '', url_to varchar(1024) NOT NULL DEFAULT '',
  status varchar(12) NOT NULL DEFAULT '301', type varchar(12) NOT NULL DEFAULT 'url', count mediumint(9) NOT NULL DEFAULT 0,
  UNIQUE KEY id (id)
) DEFAULT CHARSET=utf8mb4;
CREATE TABLE wp_betterlinks (
  ID bigint unsigned NOT NULL AUTO_INCREMENT, link_author bigint unsigned, link_date datetime, link_date_gmt datetime, link_title text,
  link_slug varchar(200), link_note text, link_status varchar(20) DEFAULT 'publish', nofollow varchar(10), sponsored varchar(10),
  track_me varchar(10), param_forwarding varchar(10), param_struct varchar(255), redirect_type varchar(255) DEFAULT '307',
  target_url text, short_url varchar(255), link_order tinyint, link_modified datetime, link_modified_gmt datetime,
  wildcards tinyint(1) DEFAULT 0, expire text, dynamic_redirect text, favorite varchar(255), uncloaked varchar(255), PRIMARY KEY (ID)
) DEFAULT CHARSET=utf8mb4;
CREATE TABLE wp_betterlinks_clicks (ID bigint unsigned NOT NULL AUTO_INCREMENT, link_id bigint unsigned, PRIMARY KEY (ID)) DEFAULT CHARSET=utf8mb4;
CREATE TABLE wp_betterlinks_terms (ID bigint unsigned NOT NULL AUTO_INCREMENT, term_name text, term_slug varchar(200), term_type varchar(15), term_order tinyint, PRIMARY KEY (ID)) DEFAULT CHARSET=utf8mb4;
CREATE TABLE wp_betterlinks_terms_relationships (ID bigint unsigned NOT NULL AUTO_INCREMENT, term_id bigint, link_id bigint, PRIMARY KEY (ID)) DEFAULT CHARSET=utf8mb4;
CREATE TABLE wp_aioseo_redirects (
  id bigint unsigned NOT NULL AUTO_INCREMENT, post_id bigint unsigned, source_url text NOT NULL, source_url_hash varchar(40),
  source_url_match text, source_url_match_hash varchar(40), target_url text NOT NULL, target_url_hash varchar(40),
  type int(11) NOT NULL DEFAULT 301, query_param varchar(255), custom_rules text, `group` varchar(256), regex tinyint(1) NOT NULL DEFAULT 0,
  ignore_slash tinyint(1) NOT NULL DEFAULT 1, ignore_case tinyint(1) NOT NULL DEFAULT 1, enabled tinyint(1) NOT NULL DEFAULT 1,
  created datetime, updated datetime, PRIMARY KEY (id)
) DEFAULT CHARSET=utf8mb4;
CREATE TABLE wp_aioseo_redirects_hits (id bigint unsigned NOT NULL AUTO_INCREMENT, redirect_id bigint unsigned, count bigint unsigned, PRIMARY KEY (id)) DEFAULT CHARSET=utf8mb4;
CREATE TABLE wp_rank_math_redirections (
  id bigint(20) unsigned NOT NULL AUTO_INCREMENT, sources longtext CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL, url_to text NOT NULL,
  header_code smallint(4) unsigned NOT NULL, hits bigint(20) unsigned NOT NULL DEFAULT 0, status varchar(25) NOT NULL DEFAULT 'active',
  created datetime NOT NULL, updated datetime NOT NULL, last_accessed datetime NOT NULL, PRIMARY KEY (id), KEY status (status)
) DEFAULT CHARSET=utf8mb4;
INSERT INTO wp_rank_math_redirections VALUES
  (1, 'a:1:{i:0;a:3:{s:6:"ignore";s:0:"";s:7:"pattern";s:3:"old";s:10:"comparison";s:5:"exact";}}', '/new', 301, 6, 'active', '2024-01-01', '2024-01-01', '2024-01-01 12:00:00'),
  (2, 'a:1:{i:0;a:3:{s:6:"ignore";s:0:"";s:7:"pattern";s:99:"x";}}', '/y', 301, 2, 'active', '2024-01-02', '2024-01-02', '2024-01-02');
CREATE TABLE wp_redirection_items (
  id int(11) unsigned NOT NULL AUTO_INCREMENT, url mediumtext NOT NULL, match_url varchar(2000) DEFAULT NULL, match_data text,
  regex int(11) unsigned NOT NULL DEFAULT 0, position int(11) unsigned NOT NULL DEFAULT 0, last_count int(10) unsigned NOT NULL DEFAULT 0,
  last_access datetime NOT NULL DEFAULT '1970-01-01 00:00:00', group_id int(11) NOT NULL DEFAULT 0,
  status enum('enabled','disabled') NOT NULL DEFAULT 'enabled', action_type varchar(20) NOT NULL, action_code int(11) unsigned NOT NULL,
  action_data mediumtext, match_type varchar(20) NOT NULL, title text, PRIMARY KEY (id)
) DEFAULT CHARSET=utf8mb4;
CREATE TABLE wp_redirection_groups (id int(11) NOT NULL AUTO_INCREMENT, name varchar(50) NOT NULL, PRIMARY KEY (id)) DEFAULT CHARSET=utf8mb4;
INSERT INTO wp_redirection_groups VALUES (1, 'Redirections');
INSERT INTO wp_redirection_items (id, url, match_url, match_data, regex, position, last_count, group_id, status, action_type, action_code, action_data, match_type, title, last_access) VALUES
  (1, '/red', '/red', NULL, 0, 1, 9, 1, 'enabled', 'url', 301, '/target', 'url', NULL, FROM_UNIXTIME(1700000000)),
  (2, '/lost', NULL, NULL, 0, 0, 0, 99, 'enabled', 'url', 301, '/x', 'url', 'Ünï 😀', '1970-01-01 00:00:00'),
  (3, '/broken', '/broken', NULL, 0, 2, 0, 1, 'enabled', 'url', 301, 'a:1:{s:99:"x";}', 'agent', NULL, '1970-01-01 00:00:00');
INSERT INTO wp_options (option_name, option_value) VALUES
  ('home', 'http://example.test'), ('gmt_offset', '-3.5'), ('permalink_structure', '/%postname%/'),
  ('active_plugins', 'a:2:{i:0;s:27:"betterlinks/betterlinks.php";i:1;s:44:"simple-301-redirects/wp-simple-301-redirects";}'),
  ('redirection_options', 'a:2:{s:8:"database";s:3:"4.2";s:9:"flag_case";b:1;}'), ('301_redirects', 'a:3:{s:4:"/old";s:4:"/new";i:404;s:5:"/lost";s:5:"/😀";s:6:"/smile";}'), ('301_redirects_wildcard', 'false'),
  ('betterlinks_links', '{"wildcards":true,"is_case_sensitive":false}'),
  ('quickppr_redirects', 'a:1:{s:99:"/q/";s:3:"/n/";}'),
  ('wpseo-premium-redirects-base', 'a:1:{i:0;a:4:{s:6:"origin";s:3:"yst";s:3:"url";s:1:"y";s:4:"type";i:301;s:6:"format";s:5:"plain";}}');
INSERT INTO wp_posts (ID, post_title, post_status, post_name, post_parent, menu_order, post_type) VALUES
  (1, 'Hello', 'publish', 'hello', 0, 0, 'post'), (2, 'Parent', 'publish', 'parent', 0, 0, 'page'), (3, 'Child', 'publish', 'child', 2, 0, 'page'),
  (10, '', 'publish', 'r1', 0, 1, 'redirect_rule'), (11, '', 'draft', 'r2', 0, 0, 'redirect_rule'),
  (20, 'seo-old', 'publish', 's', 0, 0, 'seopress_404'), (21, 'seen-once', 'publish', 'l', 0, 0, 'seopress_404');
INSERT INTO wp_postmeta (post_id, meta_key, meta_value) VALUES
  (1, '_wp_old_slug', 'hi'), (1, '_wp_old_slug', 'hey'), (2, '_wp_old_slug', NULL),
  (3, '_pprredirect_url', 'http://other.test/x'), (3, '_pprredirect_active', '1'), (3, '_pprredirect_type', '307'),
  (10, '_redirect_rule_from', '/srm'), (10, '_redirect_rule_to', '/target'), (10, '_redirect_rule_status_code', '301'), (10, '_redirect_rule_notes', 'Grüße'),
  (11, '_redirect_rule_from', '/draft'), (11, '_redirect_rule_to', '/x'), (11, '_redirect_rule_status_code', NULL),
  (20, '_seopress_redirections_value', '/seo-new'), (20, '_seopress_redirections_type', '302'), (20, '_seopress_redirections_enabled', 'yes'), (20, 'seopress_404_count', '8'),
  (21, 'seopress_404_count', '3'), (1, '_seopress_redirections_type', '301');
INSERT INTO wp_terms VALUES (1, 'Campaigns');
INSERT INTO wp_term_taxonomy VALUES (5, 1, 'seopress_404_cat');
INSERT INTO wp_term_relationships VALUES (20, 5);
INSERT INTO wp_redirects (id, url_from, url_to, status, type, count) VALUES (1, 'eps', '1', '301', 'post', 7), (2, '/dead/', '/x', '301', 'url', 0);
INSERT INTO wp_betterlinks (ID, link_title, link_status, redirect_type, target_url, short_url, link_note) VALUES
  (1, 'Shop', 'publish', '307', 'https://other.test/s', 'go/shop', NULL), (2, NULL, 'publish', 'cloak', 'https://other.test/', 'go/frame', NULL);
INSERT INTO wp_betterlinks_clicks (link_id) VALUES (1), (1), (1);
INSERT INTO wp_betterlinks_terms (ID, term_name, term_type) VALUES (1, 'Links', 'category'), (2, 'A tag', 'tags');
INSERT INTO wp_betterlinks_terms_relationships (term_id, link_id) VALUES (2, 1), (1, 1);
INSERT INTO wp_aioseo_redirects (id, source_url, target_url, query_param, custom_rules, `group`) VALUES (1, '/aio', '/seo', 'pass', '[]', 'manual');
INSERT INTO wp_aioseo_redirects_hits (redirect_id, count) VALUES (1, 5);
