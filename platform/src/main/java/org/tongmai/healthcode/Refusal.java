package org.tongmai.healthcode;

import org.tongmai.kernel.Explanation.Text;

/** Why a code is not accepted. The first reason that holds is given, in this order. */
@SuppressWarnings("ImmutableEnumChecker") // records of text do not change
public enum Refusal {
    MALFORMED("这不是健康码，或内容不完整", "this is no health code, or not all of it"),
    FOREIGN("由其他平台签发，本平台无法验证", "issued by another node, which this one cannot verify"),
    TAMPERED("签名不符，内容被改动", "the signature does not fit: it was changed"),
    KEY_RETIRED("签发该码的密钥已停用", "the key that signed it is not accepted for this time"),
    AHEAD("签发时间在未来，请核对设备时间", "issued in the future: check the clocks"),
    EXPIRED("已过有效期，请居民刷新后重新出示", "past its life: the resident shows a fresh one"),
    WRONG_PURPOSE("居民出示的用途不含本次用途，或限定了其他机构", "not shown for this purpose or to this institution"),
    LOST("该健康码已挂失", "reported lost"),
    REVOKED("该健康码已注销或已换发", "cancelled or replaced"),
    DECEASED("该居民已登记死亡，健康码已停用", "the resident is registered as deceased"),
    GONE("该码所依据的登记已被删除，请居民重新申领", "the registration that it stands on was deleted: apply for a new code"),
    LAPSED("该健康码已到期，请先续期", "past its validity: renew it first"),
    REPLAYED("该码已使用过，请居民刷新后重新出示", "used before: the resident shows a fresh one"),
    REPLACED("该码已被换成新码，请居民出示手机上现在的码", "replaced by a newer one: the resident shows what is on the phone now"),
    UNKNOWN("没有与该号码对应的健康码", "no health code stands behind this number"),
    FACTOR_WRONG("核验信息不符", "the second factor is wrong"),
    FACTOR_LOCKED("核验失败次数过多，请稍后再试", "too many wrong second factors: try later"),
    LIST_TOO_OLD("离线验证清单已过期，请联网更新", "the lists for verifying offline are too old: fetch them again");

    private final Text words;

    Refusal(String zh, String en) {
        this.words = new Text(zh, en);
    }

    /** As people read it. */
    public Text words() {
        return words;
    }
}
