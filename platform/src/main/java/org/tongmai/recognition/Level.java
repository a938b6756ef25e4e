package org.tongmai.recognition;

import org.tongmai.kernel.Explanation.Text;

/** How far a quality mark reaches (互认范围). */
enum Level {
    /** The whole country: national quality control. */
    NATIONAL("全国", "national"),
    /** Several provinces that recognise jointly. */
    PROVINCES("跨省", "inter-provincial"),
    /** One province. */
    PROVINCE("省内", "province"),
    /** One city. */
    CITY("市内", "city"),
    /** Institutions of one medical alliance (医联体). */
    ALLIANCE("医联体内", "alliance");

    private final String zh;
    private final String en;

    Level(String zh, String en) {
        this.zh = zh;
        this.en = en;
    }

    Text words() {
        return new Text(zh, en);
    }
}
