// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

package main

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"shop/discounts/wire"
)

// enum category
const (
	general = iota
	grocery
	clothing
	book
	medicine
	everything // of no line, but of offers
)

// An order on its way through the offers: what is taken off is noted in its lines at once, so that
// each offer sees what the ones before it have left.
type order struct {
	lines      []lineItem
	reductions []reduction
}

// Larger sums are refused: with them the sums here could overflow.
const most = 1_000_000_000_00

// cost is what the line costs before offers, negative when that cannot be reckoned with.
func (l *lineItem) cost() int64 {
	if l.unitPrice < 0 || l.unitPrice > most || int64(l.quantity) > most/max(l.unitPrice, 1) {
		return -1
	}
	return l.unitPrice * int64(l.quantity)
}

func (l *lineItem) due() int64 { return l.cost() - l.discount }

func (o *order) due() (sum int64) {
	for i := range o.lines {
		sum += o.lines[i].due()
	}
	return sum
}

// A coupon's offer gives what it takes off each line.
type offer struct {
	label     string
	minimum   int64  // the order has to be worth
	excludes  string // another coupon
	reduction func(o *order) []int64
}

var coupons = map[string]offer{
	"WELCOME10": {
		label:     "10 % off, up to 50.00",
		excludes:  "SAVE20",
		reduction: func(o *order) []int64 { return o.spread(min(percent(o.due(), 10), 50_00), everything) },
	},
	"SAVE20": {
		label:     "20.00 off",
		minimum:   100_00,
		excludes:  "WELCOME10",
		reduction: func(o *order) []int64 { return o.spread(20_00, everything) },
	},
	"GROCERY5": {
		label:     "5 % off groceries",
		reduction: func(o *order) []int64 { return o.each(5, grocery) },
	},
	"WARM15": {
		label:     "15 % off clothing",
		reduction: func(o *order) []int64 { return o.each(15, clothing) },
	},
	"BOOKS3FOR2": {
		label:     "three books for two",
		reduction: threeForTwo,
	},
}

// Everyone gets this one: many of a kind.
const (
	manyCount   = 10
	manyPercent = 5
)

// apply takes the offers off the order, those of coupons in the order they were given.
func (o *order) apply(codes []wire.String) problem {
	var sum int64
	for i := range o.lines {
		if sum += o.lines[i].cost(); sum > most || o.lines[i].cost() < 0 {
			return tooMuch{uint32(i)}
		}
		o.lines[i].discount = 0
	}
	for i := range o.lines {
		if line := &o.lines[i]; line.quantity >= manyCount {
			amounts := make([]int64, len(o.lines))
			amounts[i] = percent(line.due(), manyPercent)
			o.take(wire.Option[wire.String]{}, strconv.Itoa(manyCount)+" or more: "+strconv.Itoa(manyPercent)+" % off "+line.name.String(), amounts)
		}
	}
	var used []string
	for _, given := range codes {
		code := strings.ToUpper(strings.TrimSpace(given.String()))
		offer, ok := coupons[code]
		if !ok {
			return unknownCoupon{given.String(), nearest(code)}
		}
		if slices.Contains(used, code) {
			return repeatedCoupon{code}
		}
		if slices.Contains(used, offer.excludes) {
			return exclusive{offer.excludes, code}
		}
		if subtotal := o.due(); subtotal < offer.minimum {
			return belowMinimum{code, offer.minimum, subtotal}
		}
		used = append(used, code)
		if !o.take(wire.Some(wire.NewString(code)), offer.label, offer.reduction(o)) {
			return nothingToReduce{code}
		}
	}
	return nil
}

// take notes a reduction, unless it comes to nothing.
func (o *order) take(coupon wire.Option[wire.String], label string, amounts []int64) bool {
	var sum int64
	for i, amount := range amounts {
		o.lines[i].discount += amount
		sum += amount
	}
	if sum == 0 {
		return false
	}
	o.reductions = append(o.reductions, reduction{coupon, wire.NewString(label), sum})
	return true
}

// percent rounds half a cent up.
func percent(amount int64, of int64) int64 { return (amount*of + 50) / 100 }

// each takes percent off every line of a category.
func (o *order) each(of int64, category uint8) []int64 {
	amounts := make([]int64, len(o.lines))
	for i := range o.lines {
		if o.lines[i].category == category {
			amounts[i] = percent(o.lines[i].due(), of)
		}
	}
	return amounts
}

// spread divides an amount over the lines of a category by what they cost. What the division leaves
// goes, a cent each, to the lines with the largest remainders, so that the parts add up.
func (o *order) spread(amount int64, category uint8) []int64 {
	amounts := make([]int64, len(o.lines))
	var lines []int
	var total int64
	for i := range o.lines {
		if (category == everything || o.lines[i].category == category) && o.lines[i].due() > 0 {
			lines = append(lines, i)
			total += o.lines[i].due()
		}
	}
	if total == 0 {
		return amounts
	}
	amount = min(amount, total)
	remainder := func(i int) int64 { return amount * o.lines[i].due() % total }
	left := amount
	for _, i := range lines {
		amounts[i] = amount * o.lines[i].due() / total
		left -= amounts[i]
	}
	slices.SortStableFunc(lines, func(a, b int) int { return cmp.Compare(remainder(b), remainder(a)) })
	for _, i := range lines[:left] {
		amounts[i]++
	}
	return amounts
}

// threeForTwo makes every third book free, the cheapest ones, at what is still to be paid for them.
func threeForTwo(o *order) []int64 {
	amounts := make([]int64, len(o.lines))
	var books []int
	var count int64
	for i := range o.lines {
		if o.lines[i].category == book && o.lines[i].quantity > 0 {
			books = append(books, i)
			count += int64(o.lines[i].quantity)
		}
	}
	piece := func(i int) int64 { return o.lines[i].due() / int64(o.lines[i].quantity) }
	slices.SortStableFunc(books, func(a, b int) int { return cmp.Compare(piece(a), piece(b)) })
	free := count / 3
	for _, i := range books {
		copies := min(free, int64(o.lines[i].quantity))
		amounts[i] = piece(i) * copies
		free -= copies
	}
	return amounts
}

// nearest is the coupon that a mistyped one was meant to be, if one is two slips away or less.
func nearest(typed string) string {
	codes := make([]string, 0, len(coupons))
	for code := range coupons {
		codes = append(codes, code)
	}
	slices.Sort(codes)
	best, slips := "", 3
	for _, code := range codes {
		if n := distance(typed, code); n < slips {
			best, slips = code, n
		}
	}
	return best
}

// distance counts the letters to insert, drop or change.
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			change := diagonal
			if a[i] != b[j] {
				change++
			}
			diagonal = row[j+1]
			row[j+1] = min(change, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}
