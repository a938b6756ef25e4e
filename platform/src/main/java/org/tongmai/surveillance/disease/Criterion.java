package org.tongmai.surveillance.disease;

import java.util.List;
import java.util.OptionalDouble;

/**
 * What a result of the laboratory says of a disease.
 *
 * @param pathogen what was found, as its detections are counted; empty: by the name of the disease
 * @param confirms confirmed (确诊); else suspected (疑似)
 * @param loinc codes of the item
 * @param names parts of its name
 * @param others longer names that hold such a part and mean something else
 * @param positive whether 阳性, 检出 and the like count
 * @param above quantities above this count; empty where none does
 */
public record Criterion(
        String disease,
        String pathogen,
        boolean confirms,
        List<String> loinc,
        List<String> names,
        List<String> others,
        boolean positive,
        OptionalDouble above,
        Validity validity) {}
