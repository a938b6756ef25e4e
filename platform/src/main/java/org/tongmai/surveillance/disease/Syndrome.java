package org.tongmai.surveillance.disease;

import java.util.List;
import org.tongmai.kernel.Explanation.Text;

/**
 * A syndrome (症候群): a visit counts by the code of a diagnosis, or by words.
 *
 * @param words one of these
 * @param and and one of these; none are needed where it is empty
 * @param inpatient whether only visits count in which the patient stays (住院)
 */
public record Syndrome(
        String code,
        Text name,
        List<String> icd10,
        List<String> words,
        List<String> and,
        boolean inpatient,
        Validity validity) {}
