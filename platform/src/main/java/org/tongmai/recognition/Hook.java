package org.tongmai.recognition;

import java.util.Arrays;
import java.util.Optional;
import org.tongmai.kernel.Explanation.Text;

/**
 * The hooks at which an order form asks.
 *
 * @see <a href="https://cds-hooks.hl7.org/2.0/">CDS Hooks 2.0</a>
 */
@SuppressWarnings("ImmutableEnumChecker") // records of text do not change
enum Hook {
    ORDER_SELECT("order-select", "选择医嘱时", "When an order is selected"),
    ORDER_SIGN("order-sign", "签署医嘱时", "When orders are signed"),
    PATIENT_VIEW("patient-view", "打开患者时", "When a patient is opened");

    private final String word;
    private final Text when;

    Hook(String word, String zh, String en) {
        this.word = word;
        this.when = new Text(zh, en);
    }

    String word() {
        return word;
    }

    Text when() {
        return when;
    }

    /** The service that answers at this hook. */
    String service() {
        return "tongmai-" + word;
    }

    static Optional<Hook> ofService(String id) {
        return Arrays.stream(values()).filter(each -> each.service().equals(id)).findFirst();
    }
}
