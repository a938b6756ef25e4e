package org.tongmai.surveillance.capture;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What Chinese clinical sentences say of a disease that they name. */
class AssertionTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            肺结核   | PRESENT  | 诊断：肺结核，左上肺。
            肺结核   | POSSIBLE | 肺结核不除外，建议痰检。
            肺结核   | POSSIBLE | 不能排除肺结核。
            肺结核   | POSSIBLE | 右上肺斑片影，考虑肺结核可能。
            肺结核   | POSSIBLE | 肺结核？
            肺结核   | POSSIBLE | 肺结核待排
            肺结核   | ABSENT   | 可排除肺结核。
            肺结核   | ABSENT   | 否认肝炎、肺结核、伤寒等传染病史及接触史。
            肺结核   | ABSENT   | 否认高血压，否认肝炎，肺结核，疟疾。
            伤寒     | ABSENT   | 无肝炎、肺结核、伤寒病史。
            肺结核   | ABSENT   | 肺结核已排除。
            肺结核   | ABSENT   | 不支持肺结核，不支持肿瘤。
            肺结核   | PAST     | 既往肺结核病史，已治愈多年。
            肺结核   | PAST     | 10年前患肺结核，规律治疗。
            肺结核   | PAST     | 有肺结核病史。
            肺结核   | OTHER    | 父亲患肺结核，正规治疗中。
            麻疹     | OTHER    | 接种麻疹疫苗后低热。
            水痘     | OTHER    | 与水痘患者密切接触。
            狂犬病   | OTHER    | 予狂犬病疫苗接种。
            流行性感冒 | PRESENT | 无咳嗽，确诊流行性感冒。
            流行性感冒 | PRESENT | 否认结核病史，但本次诊断：流行性感冒。
            流行性感冒 | ABSENT  | 暂不考虑流行性感冒。
            流行性感冒 | PRESENT | 无发热、咳嗽，流行性感冒恢复良好。
            疟疾     | PRESENT  | 从非洲务工返回后患疟疾。
            HIV感染  | PRESENT  | 无症状HIV感染者。
            HIV感染  | PRESENT  | 无明显症状的HIV感染。
            肺结核   | ABSENT   | 左上肺阴影，非肺结核。
            水痘     | PRESENT  | 既往体健，3天前出现水痘。
            水痘     | PRESENT  | 既往有高血压，发热2天，水痘。
            肺结核   | PAST     | 既往有高血压，肺结核。
            """)
    void aSentenceSaysWhetherItIsSo(String word, Assertion says, String sentence) {
        List<Assertion.Found> found = Assertion.of(sentence, List.of(word));

        assertThat(found).as(sentence).extracting(Assertion.Found::says).contains(says);
    }
}
