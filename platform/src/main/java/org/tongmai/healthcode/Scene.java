package org.tongmai.healthcode;

import org.tongmai.kernel.Explanation.Text;

/** What a code is used for (用码环节). The codes of the national table could not be sourced, so these are our own words. */
@SuppressWarnings("ImmutableEnumChecker") // records of text do not change
public enum Scene {
    REGISTRATION("挂号", "registration"),
    CONSULTATION("诊断", "consultation"),
    PAYMENT("缴费", "payment"),
    PHARMACY("取药", "pharmacy"),
    LABORATORY("检验", "laboratory"),
    EXAMINATION("检查", "examination"),
    TREATMENT("治疗", "treatment"),
    INPATIENT("住院", "inpatient stay"),
    VACCINATION("预防接种", "vaccination"),
    RECORD("档案查询", "record"),
    OTHER("其他", "other");

    private final Text words;

    Scene(String zh, String en) {
        this.words = new Text(zh, en);
    }

    /** As people read it. */
    public Text words() {
        return words;
    }

    /** Where a code is shown (用码渠道). */
    public enum Channel {
        WINDOW("窗口", "window"),
        MACHINE("自助机", "self-service machine"),
        WORKSTATION("医生工作站", "doctor's workstation"),
        APPLICATION("手机应用", "application on a phone"),
        SERVICE_ACCOUNT("服务号", "service account"),
        PRINT("打印码", "printed code"),
        CARD("实体卡", "physical card"),
        OTHER("其他", "other");

        private final Text words;

        Channel(String zh, String en) {
            this.words = new Text(zh, en);
        }

        /** As people read it. */
        public Text words() {
            return words;
        }
    }
}
