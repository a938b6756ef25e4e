package org.tongmai.surveillance.disease;

import java.util.List;

/**
 * How the public speaks of illness, where it is not by the name of the disease.
 *
 * @param what family of diseases or syndrome
 * @param words one of these
 * @param and and one of these; none are needed where it is empty
 * @param others longer words that hold such a word and mean something else
 */
public record Spoken(String what, List<String> words, List<String> and, List<String> others, Validity validity) {}
