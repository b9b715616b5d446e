module shop/discounts

go 1.24
