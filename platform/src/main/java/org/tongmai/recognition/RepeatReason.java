package org.tongmai.recognition;

import java.util.Arrays;
import java.util.Optional;
import org.tongmai.kernel.Explanation.Text;

/** For what an examination may lawfully be repeated although a result is recognisable (医疗机构检查检验结果互认管理办法, 2022). */
@SuppressWarnings("ImmutableEnumChecker") // records of text do not change
enum RepeatReason {
    R1(
            "因病情变化，检查检验结果与患者临床表现、疾病诊断不符，难以满足临床诊疗需求",
            "The illness changed: the result does not fit what is seen and does not serve"),
    R2("检查检验结果在疾病发展演变过程中变化较快", "The result changes fast as the illness goes on"),
    R3("检查检验项目对于疾病诊疗意义重大（如手术、输血等重大医疗措施前）", "Much depends on it, such as before surgery or transfusion"),
    R4("患者处于急诊、急救等紧急状态", "The patient is in an emergency"),
    R5("涉及司法、伤残及病退等鉴定", "A forensic, disability or retirement assessment needs it"),
    R6("其他情形确需复查（请说明）", "Another case in which it has to be repeated (say which)");

    /** The code system of {@code overrideReasons}. */
    static final String SYSTEM = "https://tongmai.org/fhir/CodeSystem/repeat-reason";

    private final Text words;

    RepeatReason(String zh, String en) {
        this.words = new Text(zh, en);
    }

    Text words() {
        return words;
    }

    /** Whether it says nothing without words. */
    boolean wantsWords() {
        return this == R6;
    }

    static Optional<RepeatReason> of(String code) {
        return Arrays.stream(values()).filter(each -> each.name().equals(code)).findFirst();
    }
}
