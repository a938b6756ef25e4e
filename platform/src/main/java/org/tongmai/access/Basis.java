package org.tongmai.access;

import org.tongmai.kernel.Explanation.Text;

/** Why a look was allowed. */
@SuppressWarnings("ImmutableEnumChecker") // records of text and unmodifiable sets do not change
public enum Basis {
    TREATMENT("在本机构就诊", "treated at this institution"),
    CONSENT("居民授权", "allowed by the resident"),
    EMERGENCY("紧急访问：居民当时无法授权", "emergency: the resident could not be asked"),
    CODE("居民出示健康码", "the resident showed the health code"),
    SELF("本人", "the person's own record"),
    PROXY("监护人或受托人代办", "by somebody who may act for the person"),
    SOURCE("本机构报送的数据", "sent by the same institution"),
    IDENTITY("核对身份：该机构已登记此人，或已准确说出其身份信息", "to tell who somebody is whom the institution registered, or could name"),
    RESEARCH("经伦理审查批准的科研，去标识后使用", "research that was approved, without identities"),
    LAW("依法查询", "by law"),
    DUTY("岗位职责", "duty of the role"),
    OPEN_NODE("节点未启用登录", "node without sign-in"),
    NONE("无依据，已拒绝", "no basis, refused");

    private final Text words;

    Basis(String zh, String en) {
        this.words = new Text(zh, en);
    }

    /** As people read it. */
    public Text words() {
        return words;
    }
}
