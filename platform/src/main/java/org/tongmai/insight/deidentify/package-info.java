/**
 * De-identification: pseudonyms, generalisation, k-anonymity and suppression of small cells. Pure: no input, no output, no clock.
 *
 * @see <a href="https://openstd.samr.gov.cn/bzgk/gb/newGbInfo?hcno=C8DF1BC2FB43C6EC0E602EB65EF0BC66">GB/T 37964-2019</a>
 */
@NullMarked
package org.tongmai.insight.deidentify;

import org.jspecify.annotations.NullMarked;
