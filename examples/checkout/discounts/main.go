// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// The component shop:checkout/discounts: this file is what it looks like from outside, in memory;
// offers.go is what it does.
package main

import (
	"unsafe"

	"shop/discounts/wire"
)

func main() {}

// record line-item
type lineItem struct {
	sku, name wire.String
	category  uint8
	quantity  uint32
	unitPrice int64
	discount  int64
}

// record reduction
type reduction struct {
	coupon wire.Option[wire.String]
	label  wire.String
	amount int64
}

// result<outcome, discount-error>: two tags, and the larger of what may follow them.
type result struct {
	isErr   uint8
	payload [4]uint64
}

// record outcome
type outcome struct {
	items      wire.List[lineItem]
	reductions wire.List[reduction]
}

// variant discount-error
type discountError struct {
	tag     uint8
	payload [3]uint64
}

// put overlays a value on the memory of a variant's payload.
func put[T any](payload unsafe.Pointer, value T) { *(*T)(payload) = value }

//go:wasmexport shop:checkout/discounts@1.0.0#apply
func apply(items unsafe.Pointer, itemCount uint32, coupons unsafe.Pointer, couponCount uint32) unsafe.Pointer {
	order := order{lines: wire.ListAt[lineItem](items, itemCount).Items()}
	out := new(result)
	wire.Keep(out)
	if problem := order.apply(wire.ListAt[wire.String](coupons, couponCount).Items()); problem != nil {
		out.isErr = 1
		put(unsafe.Pointer(&out.payload), problem.lower())
	} else {
		put(unsafe.Pointer(&out.payload), outcome{wire.NewList(order.lines), wire.NewList(order.reductions)})
	}
	return unsafe.Pointer(out)
}

//go:wasmexport cabi_post_shop:checkout/discounts@1.0.0#apply
func postApply(unsafe.Pointer) { wire.Release() }

// The cases of discount-error.
type (
	unknownCoupon  struct{ coupon, meant string }
	repeatedCoupon struct{ coupon string }
	exclusive      struct{ one, other string }
	belowMinimum   struct {
		coupon            string
		minimum, subtotal int64
	}
	nothingToReduce struct{ coupon string }
	tooMuch         struct{ item uint32 }
)

type problem interface{ lower() discountError }

func (p unknownCoupon) lower() (e discountError) {
	e.tag = 0
	meant := wire.Option[wire.String]{}
	if p.meant != "" {
		meant = wire.Some(wire.NewString(p.meant))
	}
	put(unsafe.Pointer(&e.payload), struct {
		coupon wire.String
		meant  wire.Option[wire.String]
	}{wire.NewString(p.coupon), meant})
	return e
}

func (p repeatedCoupon) lower() (e discountError) {
	e.tag = 1
	put(unsafe.Pointer(&e.payload), wire.NewString(p.coupon))
	return e
}

func (p exclusive) lower() (e discountError) {
	e.tag = 2
	put(unsafe.Pointer(&e.payload), [2]wire.String{wire.NewString(p.one), wire.NewString(p.other)})
	return e
}

func (p belowMinimum) lower() (e discountError) {
	e.tag = 3
	put(unsafe.Pointer(&e.payload), struct {
		coupon            wire.String
		minimum, subtotal int64
	}{wire.NewString(p.coupon), p.minimum, p.subtotal})
	return e
}

func (p nothingToReduce) lower() (e discountError) {
	e.tag = 4
	put(unsafe.Pointer(&e.payload), wire.NewString(p.coupon))
	return e
}

func (p tooMuch) lower() (e discountError) {
	e.tag = 5
	put(unsafe.Pointer(&e.payload), p.item)
	return e
}
