//! `help.*`: the configuration with the addresses of all data centres.
//! Out of scope: application configuration, terms of service, countries, promotions.

use grammers_tl_types::{enums, functions as f, types};

use crate::rpc::{Answer, Call, Table};
use crate::server::{Door, HOME_DC};
use crate::session::unix_seconds;

pub(crate) fn register(table: &mut Table) {
    table.serve_all(get_config);
    table.serve_all(get_nearest_dc);
    table.serve_all(get_cdn_config);
}

fn option(door: &Door) -> enums::DcOption {
    types::DcOption {
        ipv6: false,
        media_only: door.media,
        tcpo_only: false,
        cdn: false,
        // Clients overwrite what they were told before only with a static option.
        r#static: true,
        this_port_only: true,
        id: door.datacentre,
        ip_address: door.address.ip().to_string(),
        port: i32::from(door.address.port()),
        secret: None,
    }
    .into()
}

fn get_config(call: &mut Call, _: f::help::GetConfig) -> Answer<enums::Config> {
    let now = unix_seconds();
    Ok(types::Config {
        default_p2p_contacts: false,
        preload_featured_stickers: false,
        revoke_pm_inbox: true,
        blocked_mode: false,
        force_try_ipv6: false,
        date: now,
        expires: now + 3600,
        test_mode: false,
        this_dc: call.link.datacentre,
        dc_options: call.world.setup.doors.iter().map(option).collect(),
        dc_txt_domain_name: String::new(),
        chat_size_max: 200,
        megagroup_size_max: 200_000,
        forwarded_count_max: 100,
        online_update_period_ms: 120_000,
        offline_blur_timeout_ms: 5000,
        offline_idle_timeout_ms: 30_000,
        online_cloud_timeout_ms: 300_000,
        notify_cloud_delay_ms: 30_000,
        notify_default_delay_ms: 1500,
        push_chat_period_ms: 60_000,
        push_chat_limit: 2,
        edit_time_limit: 172_800,
        revoke_time_limit: i32::MAX,
        revoke_pm_time_limit: i32::MAX,
        rating_e_decay: 2_419_200,
        stickers_recent_limit: 200,
        channels_read_media_period: 604_800,
        tmp_sessions: None,
        call_receive_timeout_ms: 20_000,
        call_ring_timeout_ms: 90_000,
        call_connect_timeout_ms: 30_000,
        call_packet_timeout_ms: 10_000,
        me_url_prefix: "https://t.me/".to_owned(),
        autoupdate_url_prefix: None,
        gif_search_username: None,
        venue_search_username: None,
        img_search_username: None,
        static_maps_provider: None,
        caption_length_max: 1024,
        message_length_max: 4096,
        webfile_dc_id: HOME_DC,
        suggested_lang_code: None,
        lang_pack_version: None,
        base_lang_pack_version: None,
        reactions_default: None,
        autologin_token: None,
    }
    .into())
}

fn get_nearest_dc(call: &mut Call, _: f::help::GetNearestDc) -> Answer<enums::NearestDc> {
    let country = "XX".to_owned();
    Ok(types::NearestDc { country, this_dc: call.link.datacentre, nearest_dc: HOME_DC }.into())
}

fn get_cdn_config(_: &mut Call, _: f::help::GetCdnConfig) -> Answer<enums::CdnConfig> {
    Ok(types::CdnConfig { public_keys: Vec::new() }.into())
}
